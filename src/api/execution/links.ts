/** Where an execution is found. */
export function executionPath(id: string): string {
  return `/api/v1/executions/${id}`;
}

/** Where a task instance is found; its name may hold characters that a path does not. */
export function instancePath(id: string, instance: string): string {
  return `${executionPath(id)}/tasks/${encodeURIComponent(instance).replaceAll('%3A', ':')}`;
}

/** What can be read about an execution. */
export function executionLinks(id: string) {
  const self = executionPath(id);
  return {
    self,
    state: `${self}/state`,
    tasks: `${self}/tasks`,
    history: `${self}/history`,
    machine: `${self}/machine`,
  };
}
