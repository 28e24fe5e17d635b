import { CfnResource, Stack, Stage } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { finalResource, type FinalResource } from './final-resource';
import { keyChangeOf } from './registry';
import { canonical } from '../template-values';

const NAMESPACE_TYPE = 'AWS::RedshiftServerless::Namespace';
const WORKGROUP_TYPE = 'AWS::RedshiftServerless::Workgroup';

/** The Stage (or app) that a construct is synthesized with; a Stage is its own. */
export const stageOf = (construct: IConstruct): IConstruct | undefined =>
  (Stage.isStage(construct) ? construct : Stage.of(construct));

/** A construct that is about a namespace, and the resolved name of that namespace. */
export interface Named<T extends IConstruct = IConstruct> {
  readonly construct: T;
  readonly name: unknown;
}

/** In the order of the tree, and by the name of the namespace. */
interface Found<T extends Named> {
  readonly all: readonly T[];
  readonly byName: ReadonlyMap<string, readonly T[]>;
}

/** Everything in an app that is about a namespace: searched on demand, and once. */
export class AppIndex {
  private readonly constructs: readonly IConstruct[];
  private readonly found = new Map<string, Found<Named<CfnResource>>>();
  private readonly finals = new Map<CfnResource, FinalResource>();
  private foundKeyChanges?: Found<Named>;

  constructor(root: IConstruct) {
    this.constructs = root.node.findAll();
  }

  /** A resource as it will stand in the template. */
  public final(resource: CfnResource): FinalResource {
    const final = this.finals.get(resource) ?? finalResource(resource);
    this.finals.set(resource, final);
    return final;
  }

  /** Every namespace below a scope, in other Stages too. */
  public namespacesBelow(scope: IConstruct): CfnResource[] {
    return this.below(scope, NAMESPACE_TYPE);
  }

  /** Every workgroup below a scope, in other Stages too. */
  public workgroupsBelow(scope: IConstruct): CfnResource[] {
    return this.below(scope, WORKGROUP_TYPE);
  }

  public namespaces(name: unknown): readonly Named<CfnResource>[] {
    return this.resources(NAMESPACE_TYPE).byName.get(canonical(name)) ?? [];
  }

  public workgroups(name: unknown): readonly Named<CfnResource>[] {
    return this.resources(WORKGROUP_TYPE).byName.get(canonical(name)) ?? [];
  }

  public keyChanges(name: unknown): readonly Named[] {
    this.foundKeyChanges ??= byName(this.constructs.flatMap((construct) => {
      const facts = keyChangeOf(construct);
      if (facts === undefined) { return []; }
      return [{ construct, name: Stack.of(construct).resolve(facts.namespaceName) as unknown }];
    }));
    return this.foundKeyChanges.byName.get(canonical(name)) ?? [];
  }

  /** How many resources the template of a stack has. */
  public countResources(stack: Stack): number {
    return this.constructs.filter((construct) =>
      CfnResource.isCfnResource(construct) && Stack.of(construct) === stack).length;
  }

  /** Whether a construct has this path. */
  public hasPath(path: string): boolean {
    return this.constructs.some(({ node }) => node.path === path);
  }

  private below(scope: IConstruct, type: string): CfnResource[] {
    return this.resources(type).all
      .map(({ construct }) => construct)
      .filter(({ node }) => node.scopes.includes(scope));
  }

  private resources(type: string): Found<Named<CfnResource>> {
    const found = this.found.get(type) ?? byName(this.constructs.flatMap((construct) => {
      if (!CfnResource.isCfnResource(construct) || construct.cfnResourceType !== type) { return []; }
      return [{ construct, name: this.final(construct).Properties.NamespaceName }];
    }));
    this.found.set(type, found);
    return found;
  }
}

function byName<T extends Named>(all: readonly T[]): Found<T> {
  const groups = new Map<string, T[]>();
  for (const each of all) {
    const name = canonical(each.name);
    groups.set(name, [...groups.get(name) ?? [], each]);
  }
  return { all, byName: groups };
}

const indexes = new WeakMap<IConstruct, AppIndex>();
const renewing = new WeakSet<IConstruct>();

/**
 * Adds a check to a construct. It returns its errors when the construct is validated, with an index of the app as it is
 * then.
 *
 * The index is built once for each synthesis of a Stage: the CDK validates from the top down, so the Stage comes first.
 */
export function addCheck(construct: IConstruct, errors: (index: AppIndex) => string[]): void {
  const { root } = construct.node;
  const stage = stageOf(construct);
  if (stage !== undefined && !renewing.has(stage)) {
    renewing.add(stage);
    stage.node.addValidation({
      validate: () => {
        indexes.delete(root);
        return [];
      },
    });
  }
  construct.node.addValidation({
    validate: () => {
      const index = (stage && indexes.get(root)) ?? new AppIndex(root);
      indexes.set(root, index);
      return errors(index);
    },
  });
}
