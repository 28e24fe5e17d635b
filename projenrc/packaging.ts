import type { awscdk } from 'projen';

const TABLET = '--rosetta-tablet .jsii.tabl.json';

/** The packages of every language, with the examples of the documentation in that language. */
export function addPackaging(project: awscdk.AwsCdkConstructLibrary): void {
  // Every snippet of README.md and of the API reference compiles.
  const rosetta = project.addTask('rosetta', {
    description: 'Compiles and translates the snippets of README.md and of the API reference',
    exec: 'jsii-rosetta extract --strict .jsii',
  });
  project.postCompileTask.prependSpawn(rosetta);

  // The jobs of the workflows package one language each, from the npm package that the build made.
  for (const language of ['python', 'java', 'go', 'dotnet']) {
    const task = project.tasks.tryFind(`package:${language}`)!;
    task.reset();
    task.spawn(rosetta);
    task.exec(`jsii-pacmak -v ${TABLET} --target ${language}`);
  }

  // Always anew: jsii-pacmak takes a package for fresh as long as the API is the same, whatever the code. One run packs
  // and loads once for all languages; Go and .NET are sources, which test:languages compiles where it can.
  const repository = '--maven-local-repository "$HOME/.m2/repository"';
  const packageAll = project.addTask('package:all', {
    description: 'Makes the npm tarball, Python wheel, Java jar, Go module and .NET sources',
    steps: [
      { spawn: 'pre-compile' },
      { spawn: 'compile' },
      { spawn: 'rosetta' },
      { exec: 'rm -rf dist/js dist/python dist/java dist/go dist/dotnet' },
      { exec: `jsii-pacmak --force ${TABLET} -t js -t python -t java ${repository}` },
      { exec: `jsii-pacmak --force ${TABLET} --code-only -t go -t dotnet` },
    ],
  });
  project.tasks.tryFind('package-all')!.reset();
  project.tasks.tryFind('package-all')!.spawn(packageAll);

  const classifiers = ['Framework :: AWS CDK', 'Framework :: AWS CDK :: 2'];
  project.package.file.addOverride('jsii.targets.python.classifiers', classifiers);
}
