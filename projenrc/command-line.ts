import type { awscdk } from 'projen';

const NAME = 'cdk-redshift-rotatable-namespace';

/** The program that the package brings, bundled, so that the package depends on its peers alone. */
export function addCommandLine(project: awscdk.AwsCdkConstructLibrary): void {
  const bundle = project.addTask('bundle:cli', {
    description: 'Bundles the command line program into bin/',
    exec: 'tsx cli/bundle/main.ts',
  });
  project.preCompileTask.spawn(bundle);
  project.package.addBin({ [NAME]: `bin/${NAME}.js` });
  project.gitignore.exclude('/bin/');
  project.npmignore?.include('/bin/');
}
