import type { awscdk } from 'projen';

/** The programs of a developer that `npm test` does not run. */
export function addTools(project: awscdk.AwsCdkConstructLibrary): void {
  // Not a task: projen would split the arguments and turn every exit status into 1.
  project.package.setScript('start', 'projen bundle && tsx cli/start/main.ts');

  project.addTask('bench', {
    description: 'Key changes of many sizes by this library and by others, on the simulator: docs/benchmarks.md',
    env: { CDK_VALIDATION: 'false' },
    steps: [{ spawn: 'bundle' }, { exec: 'tsx bench/main.ts' }],
  });
  project.addTask('bench:synth', {
    description: 'Synth time, template size and the Lambda bundle, as ratios: docs/benchmarks.md',
    steps: [{ spawn: 'bundle' }, { exec: 'tsx bench/synth.ts' }],
  });

  addConformance(project);
  addReliability(project);
}

/** The product against parts that others wrote, and the packages against their users' tools. */
function addConformance(project: awscdk.AwsCdkConstructLibrary): void {
  project.addTask('test:languages', {
    description: 'Installs the packages of package:all in every language, and compares what they synthesise',
    exec: 'tsx conformance/languages/main.ts',
    receiveArgs: true,
  });
  project.addTask('test:examples', {
    description: 'Copies every example, installs the packages of package:all, and runs the commands of its README',
    exec: 'tsx conformance/examples/main.ts',
    receiveArgs: true,
  });
  project.addTask('test:package', {
    description: "Installs the npm package of package:all next to the newest CDK, and synthesises README's example",
    exec: 'tsx conformance/package/main.ts',
  });
  project.addTask('test:compat', {
    description: 'Compiles, tests and synthesises with the oldest and the newest CDK of the peer range',
    exec: 'tsx conformance/compat/main.ts',
  });
  // Each makes the Python environment that it needs in .cache/, and ends with a line of counts.
  const thirdParties: Record<string, string> = {
    e2e: 'The example, deployed by the real CDK CLI to a local AWS that others wrote',
    clients: 'The AWS CLI, botocore and the AWS SDK for Java on the simulator',
    interpreters: 'The state machine on two interpreters',
    validators: "cfn-lint, checkov, cdk-nag and the CDK's own validation",
  };
  for (const [name, description] of Object.entries(thirdParties)) {
    const steps = [{ spawn: 'bundle' }, { exec: `tsx conformance/${name}/main.ts` }];
    project.addTask(`test:${name}`, { description, steps });
  }
}

/** Random scenarios with disruptions of every kind, and proofs that they would catch a broken product. */
function addReliability(project: awscdk.AwsCdkConstructLibrary): void {
  project.addTask('soak', {
    description: 'Random scenarios of a stack, with disruptions of every kind; --help lists its options',
    steps: [{ spawn: 'bundle' }, { exec: 'tsx reliability/soak/main.ts', receiveArgs: true }],
  });
  project.addTask('test:mutants', {
    description: 'Breaks the product on purpose and shows that the scenarios catch it',
    exec: 'tsx reliability/mutants/main.ts',
    receiveArgs: true,
  });
  project.addTask('test:stryker', {
    description: 'Mutation score of the pure decisions; below 95 % it fails',
    exec: 'stryker run',
    receiveArgs: true,
  });
}
