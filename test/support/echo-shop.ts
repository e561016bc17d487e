/** The code of a Worker of its own that says what it was asked; it runs beside the one under test. */
export const ECHO_SHOP = `
export default {
  async fetch(request) {
    const { pathname, search } = new URL(request.url);
    if (pathname === '/away') {
      return Response.redirect('http://elsewhere.example/', 302);
    }
    const key = request.headers.get('idempotency-key');
    return Response.json({ method: request.method, path: pathname + search, key, body: await request.text() });
  },
};
`;
