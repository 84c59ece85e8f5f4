// Files that somebody pastes, drops or chooses: what a drop contains, and passing a file to Rust.
import type { AttachmentStaged } from '$lib/ipc/bindings';
import { call, CallFailure } from '$lib/ipc/call';

/** What was dropped or pasted: files, and the names of folders, which can't be attached. */
export interface Dropped {
  files: File[];
  folders: string[];
}

/** Whether a drag or a paste contains files. Text is left to the editor. */
export const bringsFiles = (transfer: DataTransfer | null): boolean =>
  transfer?.types.includes('Files') ?? false;

/** Separates files from folders. Call it at once: a drop is empty after its event. */
export function dropped(transfer: DataTransfer): Dropped {
  const found: Dropped = { files: [], folders: [] };
  for (const item of transfer.items) {
    if (item.kind !== 'file') continue;
    const entry = item.webkitGetAsEntry();
    const file = item.getAsFile();
    if (entry?.isDirectory) found.folders.push(entry.name);
    else if (file) found.files.push(file);
  }
  return found;
}

/** Why a folder isn't attached. */
export const noFolder = (name: string): string => `${name} is a folder. Zip it, or attach the files in it.`;

/** What a file is attached to: its ticket, and the largest file that the help desk accepts, in bytes. */
export interface Receiver {
  ticket: string;
  largest_file: number;
}

/** Passes a file to Rust, which holds it for the next message. One that is too large isn't even read. Rejects with
    {@link CallFailure}. */
export async function stage({ ticket, largest_file }: Receiver, file: File): Promise<AttachmentStaged> {
  if (file.size > largest_file) {
    throw new CallFailure(
      'invalid',
      `${file.name} is larger than ${largest_file >> 20} MB, the most that this help desk accepts. Attach a smaller file, or send a link to it.`,
    );
  }
  const content = await base64(file);
  return call('attachment_stage', {
    ticket,
    name: file.name || 'pasted file',
    content_type: file.type,
    content,
  });
}

function base64(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('error', () =>
      reject(new CallFailure('invalid', `${file.name} couldn’t be read. Choose it again.`)),
    );
    reader.addEventListener('load', () => resolve(String(reader.result).replace(/^[^,]*,/, '')));
    reader.readAsDataURL(file);
  });
}
