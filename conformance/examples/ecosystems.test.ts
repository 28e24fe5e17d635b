import { withLocalNpmPackage, withLocalWheel } from './ecosystems';

test('a package.json gets the tarball, and keeps its other packages', () => {
  const given = '{ "dependencies": { "aws-cdk-lib": "^2.224.0", "cdk-redshift-rotatable-namespace": "0.x" } }';
  expect(withLocalNpmPackage(given, '/dist/js/library.tgz')).toBe('{ "dependencies": { "aws-cdk-lib": "^2.224.0", '
    + '"cdk-redshift-rotatable-namespace": "file:/dist/js/library.tgz" } }');
});

test.each([
  'cdk-redshift-rotatable-namespace',
  'cdk-redshift-rotatable-namespace<1.0.0',
  'cdk-redshift-rotatable-namespace>=0.1,<1',
])('a requirements.txt gets the wheel: %s', (requirement) => {
  expect(withLocalWheel(`aws-cdk-lib>=2.224.0\n${requirement}\nconstructs\n`, '/dist/python/library.whl')).toBe(
    'aws-cdk-lib>=2.224.0\ncdk-redshift-rotatable-namespace @ file:///dist/python/library.whl\nconstructs\n',
  );
});

test('a manifest that does not name the library is refused', () => {
  expect(() => withLocalNpmPackage('{ "dependencies": {} }', '/library.tgz')).toThrow('must name cdk-redshift');
  expect(() => withLocalWheel('cdk-redshift-rotatable-namespace-other\n', '/library.whl')).toThrow('must name cdk-red');
});
