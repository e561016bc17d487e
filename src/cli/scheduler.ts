const MINUTE_MS = 60_000;

/**
 * Calls the Worker's scheduled handler now and every minute, which the local server does not do by itself. A call
 * that fails is made up for by the next one.
 * @returns the function that ends it.
 */
export function callScheduled(origin: string): () => void {
  const call = () => {
    fetch(`${origin}/cdn-cgi/local/scheduled`, { signal: AbortSignal.timeout(MINUTE_MS) }).then(
      (response) => response.arrayBuffer(),
      () => undefined,
    );
  };
  call();
  const timer = setInterval(call, MINUTE_MS);
  return () => clearInterval(timer);
}
