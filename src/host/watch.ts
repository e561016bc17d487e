/** How long (ms) after its last sign of life the watchdog looks after a live execution. */
export const WATCH_MS = 600_000;
