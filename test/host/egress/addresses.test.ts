import { describe, expect, test } from 'vitest';
import { createEgress } from '../../../src/host/egress/create-egress.ts';
import { EgressRefused } from '../../../src/host/egress/egress-error.ts';

/** Spelling → why it may not be called. */
const DENIED: readonly (readonly [string, string])[] = [
  ['http://127.0.0.1/', 'loopback'],
  ['http://127.0.0.1:8787/', 'loopback with a port'],
  ['https://127.255.255.254/', 'the end of the loopback network'],
  ['http://127.1/', 'loopback, shortened'],
  ['http://127.0.1/', 'loopback, three parts'],
  ['http://2130706433/', 'loopback as one decimal number'],
  ['http://0x7f000001/', 'loopback in hexadecimal'],
  ['http://0x7F.0x0.0x0.0x1/', 'loopback in hexadecimal parts'],
  ['http://0x7f.1/', 'loopback, hexadecimal and shortened'],
  ['http://017700000001/', 'loopback in octal'],
  ['http://0177.0.0.01/', 'loopback in octal parts'],
  ['http://00000177.0.0.1/', 'loopback with zeros before it'],
  ['http://①②⑦.⓪.⓪.①/', 'loopback in circled digits'],
  ['http://１２７.0.0.1/', 'loopback in full-width digits'],
  ['http://127。0。0。1/', 'loopback with ideographic full stops'],
  ['http://%31%32%37.0.0.1/', 'loopback, percent-encoded'],
  ['http://127.0.0.1./', 'loopback with a dot at the end'],
  ['http:\\\\127.0.0.1\\x', 'loopback behind backslashes'],
  ['http:127.0.0.1', 'loopback without slashes'],
  [' \thttp://127.0.0.1\n', 'loopback with space around it'],
  ['http://0.0.0.0/', 'unspecified'],
  ['http://0/', 'unspecified, shortened'],
  ['http://0x/', 'unspecified in hexadecimal'],
  ['http://0.1.2.3/', 'this network'],
  ['http://10.0.0.1/', 'private, 10/8'],
  ['http://10.255.255.255/', 'private, the end of 10/8'],
  ['http://167772161/', 'private as a number'],
  ['http://172.16.0.1/', 'private, 172.16/12'],
  ['http://172.31.255.255/', 'private, the end of 172.16/12'],
  ['http://192.168.1.1/', 'private, 192.168/16'],
  ['http://0300.0250.1.1/', 'private in octal'],
  ['http://100.64.0.1/', 'carrier-grade NAT'],
  ['http://100.100.100.200/', 'metadata behind carrier-grade NAT'],
  ['http://169.254.1.1/', 'link-local'],
  ['http://169.254.169.254/latest/meta-data/', 'metadata'],
  ['http://2852039166/', 'metadata as a number'],
  ['http://0xA9FEA9FE/', 'metadata in hexadecimal'],
  ['http://0251.0376.0251.0376/', 'metadata in octal'],
  ['http://169.254.43518/', 'metadata, three parts'],
  ['http://168.63.129.16/', 'metadata at a public address'],
  ['http://192.0.0.192/', 'metadata among protocol assignments'],
  ['http://192.0.2.1/', 'documentation'],
  ['http://198.18.0.1/', 'benchmarks'],
  ['http://198.51.100.1/', 'documentation'],
  ['http://203.0.113.1/', 'documentation'],
  ['http://192.88.99.1/', '6to4 relay'],
  ['http://224.0.0.1/', 'multicast'],
  ['http://239.255.255.250/', 'multicast'],
  ['http://240.0.0.1/', 'reserved'],
  ['http://255.255.255.255/', 'broadcast'],
  ['http://[::1]/', 'loopback of IPv6'],
  ['http://[0:0:0:0:0:0:0:1]/', 'loopback of IPv6 in full'],
  ['http://[0000:0000::0001]:80/', 'loopback of IPv6 with zeros'],
  ['http://[::]/', 'unspecified of IPv6'],
  ['http://[::ffff:127.0.0.1]/', 'loopback, IPv4-mapped'],
  ['http://[::ffff:7f00:1]/', 'loopback, IPv4-mapped in hexadecimal'],
  ['http://[0:0:0:0:0:FFFF:A00:1]/', 'private, IPv4-mapped in capitals'],
  ['http://[::127.0.0.1]/', 'loopback, IPv4-compatible'],
  ['http://[::a9fe:a9fe]/', 'metadata, IPv4-compatible'],
  ['http://[::ffff:0:127.0.0.1]/', 'loopback, translated'],
  ['http://[64:ff9b::7f00:1]/', 'loopback behind NAT64'],
  ['http://[64:ff9b::169.254.169.254]/', 'metadata behind NAT64'],
  ['http://[64:ff9b:1::7f00:1]/', 'loopback behind local NAT64'],
  ['http://[2002:7f00:1::]/', 'loopback by 6to4'],
  ['http://[2002:a9fe:a9fe::1]/', 'metadata by 6to4'],
  ['http://[2001:0:7f00:1::]/', 'Teredo'],
  ['http://[fc00::1]/', 'unique local'],
  ['http://[fd00:ec2::254]/', 'metadata of IPv6'],
  ['http://[fe80::1]/', 'link-local of IPv6'],
  ['http://[febf::1]/', 'the end of link-local'],
  ['http://[fec0::1]/', 'site-local'],
  ['http://[ff02::1]/', 'multicast of IPv6'],
  ['http://[100::1]/', 'discarded'],
  ['http://[2001:db8::1]/', 'documentation of IPv6'],
  ['http://[3fff::1]/', 'documentation of IPv6, new'],
  ['http://[5f00::1]/', 'not global'],
  ['http://localhost/', 'localhost'],
  ['http://LOCALHOST:3000/', 'localhost in capitals'],
  ['http://localhost./', 'localhost with a dot at the end'],
  ['http://localhost../', 'localhost with two dots'],
  ['http://loc\u00ADalhost/', 'localhost with a soft hyphen'],
  ['http://ⓛocalhost/', 'localhost in circled letters'],
  ['http://foo.localhost/', 'below localhost'],
  ['http://localhost.localdomain/', 'localdomain'],
  ['http://metadata.google.internal/', 'metadata by name'],
  ['http://metadata.google.internal./', 'metadata by name with a dot'],
  ['http://db.INTERNAL/', '.internal'],
  ['http://printer.local/', '.local'],
  ['http://kubernetes.default.svc.cluster.local/', 'a cluster'],
  ['http://router.home.arpa/', '.home.arpa'],
  ['http://nas.lan/', '.lan'],
  ['http://metadata/', 'a name of one part'],
  ['http://redis:6379/', 'a name of one part with a port'],
  ['http://user@example.com/', 'a user name'],
  ['http://user:password@example.com/', 'a password'],
  ['http://example.com@127.0.0.1/', 'a user name that looks like a host'],
  ['http://:pw@example.com/', 'only a password'],
  ['ftp://example.com/', 'another scheme'],
  ['file:///etc/passwd', 'a file'],
  ['data:text/plain,x', 'data'],
  ['javascript:alert(1)', 'a script'],
  ['blob:https://example.com/1', 'a blob'],
  ['ws://example.com/', 'a web socket'],
  ['gopher://127.0.0.1:6379/_x', 'another scheme'],
  ['/relative', 'no URL'],
  ['', 'nothing'],
  ['http://', 'no host'],
  ['http://256.1.1.1/', 'no address'],
  ['http://1.2.3.4.5/', 'no address'],
  ['http://[fe80::1%25en0]/', 'a zone'],
];

const ALLOWED: readonly string[] = [
  'http://example.com/',
  'https://example.com.:8443/x?y=1#z',
  'https://EXAMPLE.com/',
  'http://1.1.1.1/',
  'http://16843009/',
  'http://9.255.255.255/',
  'http://11.0.0.0/',
  'http://172.15.255.255/',
  'http://172.32.0.0/',
  'http://192.167.255.255/',
  'http://100.63.255.255/',
  'http://100.128.0.0/',
  'http://223.255.255.255/',
  'http://[2606:4700:4700::1111]/',
  'http://[::ffff:1.1.1.1]/',
  'https://mylocalhost.com/',
  'https://local.example.com/',
  'https://internal.example.com/',
  'https://10.example.com/',
  'https://bücher.example/',
];

async function call(url: string, allow: readonly string[] = []): Promise<readonly string[]> {
  const called: string[] = [];
  const egress = createEgress({
    allow,
    fetch: async (target) => {
      called.push(target);
      return new Response('ok');
    },
  });
  const signal = AbortSignal.timeout(1000);
  await egress.fetch({ url, method: 'GET', headers: {}, body: null, followRedirects: true, signal });
  return called;
}

describe('what is not the public internet is not called', () => {
  test.each(DENIED)('%j: %s', async (url) => {
    const error = await call(url).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(EgressRefused);
    expect(error).toMatchObject({ code: 'egress_denied', name: 'EgressRefused' });
  });
});

test.each(ALLOWED)('%s is called', async (url) => {
  expect(await call(url)).toHaveLength(1);
});

test('a refusal does not repeat what may hold a secret', async () => {
  for (const url of ['no url but s3cret', 'http://user:s3cret@example.com/', 'http://127.0.0.1/?token=s3cret']) {
    await expect(call(url)).rejects.not.toThrow(/s3cret/);
  }
});

describe('the list of what is allowed', () => {
  test.each([
    ['loopback', 'http://127.0.0.1:3000/'],
    ['loopback', 'http://0x7f.1/'],
    ['loopback', 'http://[::1]/'],
    ['loopback', 'http://[::ffff:127.0.0.1]/'],
    ['loopback', 'http://localhost./'],
    ['loopback', 'http://app.localhost/'],
    ['10.0.0.0/8', 'http://10.1.2.3/'],
    ['10.0.0.0/8', 'http://[::ffff:10.1.2.3]/'],
    ['fd00::/8', 'http://[fd00::1]/'],
    ['192.168.1.7', 'http://192.168.1.7:99/'],
    ['192.168.1.7:99', 'http://192.168.1.7:99/'],
    ['[::1]:8080', 'http://[::1]:8080/'],
    ['::1', 'http://[::1]:8080/'],
    ['db.lan', 'http://DB.lan:5000/'],
    ['db.lan:443', 'https://db.lan/'],
    ['db.lan:80', 'http://db.lan/'],
    ['*.internal', 'http://a.b.internal/'],
    ['redis', 'http://redis:6379/'],
    ['*', 'http://169.254.169.254/'],
    ['*', 'http://localhost/'],
  ])('%s opens %s', async (entry, url) => {
    expect(await call(url, [entry])).toHaveLength(1);
    expect(await call(url, ['example.org', entry])).toHaveLength(1);
  });

  test.each([
    ['loopback', 'http://10.0.0.1/'],
    ['loopback', 'http://0.0.0.0/'],
    ['loopback', 'http://[64:ff9b::7f00:1]/'],
    ['10.0.0.0/8', 'http://11.evil.lan/'],
    ['10.0.0.0/8', 'http://192.168.0.1/'],
    ['192.168.1.7:99', 'http://192.168.1.7:98/'],
    ['db.lan', 'http://xdb.lan/'],
    ['db.lan', 'http://a.db.lan/'],
    ['db.lan:443', 'http://db.lan/'],
    ['*.internal', 'http://internal/'],
    ['*', 'ftp://localhost/'],
    ['*', 'http://a:b@localhost/'],
  ])('%s does not open %s', async (entry, url) => {
    await expect(call(url, [entry])).rejects.toBeInstanceOf(EgressRefused);
  });

  test.each(['10.0.0.0/40', 'a/b', 'http://x', 'a@b', 'x:y', ''])('%j is no entry', (entry) => {
    expect(() => createEgress({ allow: [entry], fetch })).toThrow(RangeError);
  });
});
