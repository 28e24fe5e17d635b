import { JsonFile, type awscdk } from 'projen';
import { DEVELOPMENT } from './folders';

/** Lint rules beyond projen's own, the borders between folders, and the search for unused code. */
export function addQuality(project: awscdk.AwsCdkConstructLibrary): void {
  project.eslint?.addRules({
    // A URL cannot be broken. Everything else can, and nothing else is exempt.
    '@stylistic/max-len': ['error', {
      code: 120,
      ignoreUrls: true,
      ignoreStrings: false,
      ignoreTemplateLiterals: false,
      ignoreComments: false,
      ignoreRegExpLiterals: false,
    }],
    '@typescript-eslint/no-explicit-any': 'error',
  });
  // One program for all: much faster than one for each folder.
  project.tryFindObjectFile('.eslintrc.json')?.addOverride('parserOptions', {
    project: ['./test/tsconfig.json', './projenrc/tsconfig.json'],
    projectService: undefined,
  });
  // An editor takes the nearest tsconfig.json for a file.
  for (const folder of DEVELOPMENT.filter((name) => name !== 'test')) {
    new JsonFile(project, `${folder}/tsconfig.json`, {
      obj: { extends: '../test/tsconfig.json', include: ['**/*.ts'] },
    });
  }
  // What the Lambda function needs is bundled into it.
  project.eslint?.allowDevDeps('src/handler/**');

  project.addTask('borders', {
    description: 'Checks who may import whom (.dependency-cruiser.cjs), and that docs/dependencies.svg is up to date',
    steps: [
      { exec: `depcruise --config .dependency-cruiser.cjs ${['src', ...DEVELOPMENT].join(' ')}` },
      { exec: 'tsx projenrc/draw-dependencies.ts --check' },
    ],
  });
  project.addTask('borders:draw', {
    description: 'Draws which folder imports which: docs/dependencies.svg',
    exec: 'tsx projenrc/draw-dependencies.ts',
  });
  project.addTask('dashboard:draw', {
    description: 'Draws the layout of the dashboard: docs/dashboard.svg',
    exec: 'tsx projenrc/draw-dashboard.ts',
  });
  project.addTask('unused', {
    description: 'Finds unused files, exports and dependencies',
    exec: 'knip',
  });
}
