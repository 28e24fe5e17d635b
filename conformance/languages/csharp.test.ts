import { compareNames, nugetRange } from './csharp-sources';
import { exactVersions, isUnreached, namedFeed, nugetConfig } from '../package/nuget';

describe('nuget.config', () => {
  test('adds feeds to those of the machine', () => {
    expect(nugetConfig({ sources: ['/made/packages', 'https://nuget.example.com/v3/index.json'], machines: true }))
      .toBe([
        '<?xml version="1.0" encoding="utf-8"?>',
        '<configuration>',
        '  <packageSources>',
        '    <add key="feed1" value="/made/packages" />',
        '    <add key="feed2" value="https://nuget.example.com/v3/index.json" />',
        '  </packageSources>',
        '</configuration>',
        '',
      ].join('\n'));
  });

  test('can take the place of the feeds of the machine', () => {
    expect(nugetConfig({ sources: ['/feed'], machines: false })).toMatch(/<packageSources>\n {4}<clear \/>\n {4}<add /);
  });

  test('permits a feed without TLS, which NuGet would refuse', () => {
    expect(nugetConfig({ sources: ['http://127.0.0.1:5000/v3/index.json'], machines: true }))
      .toContain('value="http://127.0.0.1:5000/v3/index.json" allowInsecureConnections="true" />');
  });

  test('escapes what XML would read', () => {
    expect(nugetConfig({ sources: ['https://example.com/?a="1"&b=<2>'], machines: true }))
      .toContain('value="https://example.com/?a=&quot;1&quot;&amp;b=&lt;2>"');
  });
});

test('Directory.Build.targets pins what it is given, and leaves Constructs to the CDK', () => {
  expect(exactVersions({ 'Amazon.CDK.Lib': '2.277.0', 'Ours': '0.0.0' })).toBe([
    '<Project>',
    '  <ItemGroup>',
    '    <PackageReference Update="Amazon.CDK.Lib" Version="[2.277.0]" />',
    '    <PackageReference Update="Ours" Version="[0.0.0]" />',
    '    <PackageReference Remove="Constructs" />',
    '  </ItemGroup>',
    '</Project>',
    '',
  ].join('\n'));
});

test.each([
  [undefined, []],
  ['', []],
  ['https://nuget.example.com/v3/index.json', ['https://nuget.example.com/v3/index.json']],
  ['/mirror/nuget', ['/mirror/nuget']],
  ['mirror', [`${process.cwd()}/mirror`]],
])('NUGET_SOURCE=%s names %j', (given, feeds) => {
  expect(namedFeed(given ?? '')).toEqual(feeds);
});

test.each([
  ['error NU1301: Unable to load the service index for source https://example.com', true],
  ['error NU1102: Unable to find package Amazon.CDK.Lib with version (= 2.263.0)', false],
  ['Restored /tmp/probe/probe.csproj (in 2 sec).', false],
])('a feed does not respond: %s', (output, unreached) => {
  expect(isUnreached(output)).toBe(unreached);
});

describe('the names of an example', () => {
  const generated = [
    'public class RotatableNamespace : Amazon.CDK.Resource',
    'public class RotatableNamespaceProps : IRotatableNamespaceProps',
    'public string? NamespaceName',
    'public abstract class NamespaceEncryption : DeputyBase',
    'public static NamespaceEncryption AwsOwnedKey(IAwsOwnedKeyOptions? options = null)',
  ].join('\n');
  const example = (encryption: string, property: string) => [
    '// NamespaceKeyGuard is not used.',
    'new RotatableNamespace(this, "NamespaceKeyChange", new RotatableNamespaceProps',
    '{',
    `    ${property} = "warehouse",`,
    `    Encryption = ${encryption},`,
    '});',
  ].join('\n');

  test('are found in the generated sources', () => {
    const generatedWithEncryption = `${generated}\npublic NamespaceEncryption? Encryption`;
    const given = example('NamespaceEncryption.AwsOwnedKey()', 'NamespaceName');
    expect(compareNames(given, generatedWithEncryption)).toEqual({
      types: ['RotatableNamespace', 'RotatableNamespaceProps', 'NamespaceEncryption'],
      unknown: [],
    });
  });

  test('are told when they are not there: a type, a method, a property', () => {
    const given = `${example('NamespaceEncryption.OwnedByAws()', 'Name')}\nnew NamespaceKeyGuard();`;
    expect(compareNames(given, generated).unknown)
      .toEqual(['NamespaceKeyGuard', 'OwnedByAws', 'Name', 'Encryption']);
  });
});

test.each([
  ['^2.224.0', '[2.224.0,3.0.0)'],
  ['^10.0.5', '[10.0.5,11.0.0)'],
  ['~1.2.3', '~1.2.3'],
])("the peer range %s is NuGet's %s", (peer, range) => {
  expect(nugetRange(peer)).toBe(range);
});
