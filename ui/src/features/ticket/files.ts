// Files that a person pastes, drops or chooses: what a drop holds, and a file on its way to Rust.
import type { AttachmentStaged } from '$lib/ipc/bindings';
import { call, CallFailure } from '$lib/ipc/call';

/** The largest file that help desks take, in bytes. Rust checks it too; here it is not even read. */
const LARGEST_FILE = 10 * 1024 * 1024;

/** What was dropped or pasted: files, and folders by their names, which cannot be attached. */
export interface Dropped {
  files: File[];
  folders: string[];
}

/** Whether a drag or a paste brings files; text is the editor's own. */
export const bringsFiles = (transfer: DataTransfer | null): boolean =>
  transfer?.types.includes('Files') ?? false;

/** Tells files from folders. To be asked at once: a drop is empty after its event. */
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

/** Why a folder is not attached. */
export const noFolder = (name: string): string =>
  `${name} is a folder. Pack it into one file, or drop the files in it.`;

/** Hands a file to Rust, which keeps it for the next message. Rejects with {@link CallFailure}. */
export async function stage(ticket: string, file: File): Promise<AttachmentStaged> {
  if (file.size > LARGEST_FILE) {
    throw new CallFailure(
      'invalid',
      `${file.name} is larger than 10 MB, which is what help desks take. Send a smaller file, or a link to it.`,
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
      reject(new CallFailure('invalid', `${file.name} could not be read. Choose it again.`)),
    );
    reader.addEventListener('load', () => resolve(String(reader.result).replace(/^[^,]*,/, '')));
    reader.readAsDataURL(file);
  });
}
