// Where tenants and engineers talk, apart from the help desk.

/** The ways in which an issue reaches us and in which we answer. */
export const channels = [
  { id: 'slack', label: 'Slack' },
  { id: 'phone', label: 'Phone' },
  { id: 'email', label: 'Email' },
] as const;
