/** A statement of a policy. Only a resource-based policy, such as a key policy, has principals. */
export interface PolicyStatement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: '*' | Readonly<Record<string, string | readonly string[]>>;
  readonly NotPrincipal?: unknown;
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly NotResource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export interface PolicyDocument {
  readonly Version?: string;
  readonly Statement: PolicyStatement | readonly PolicyStatement[];
}

/** Condition keys and their values in a request. */
export type RequestContext = Readonly<Record<string, string | readonly string[] | undefined>>;

export function statementsOf(document: PolicyDocument): readonly PolicyStatement[] {
  return Array.isArray(document.Statement) ? document.Statement : [document.Statement as PolicyStatement];
}

/** Whether a statement applies to this request, whatever its effect. */
export function statementMatches(
  statement: PolicyStatement,
  action: string,
  resource: string,
  context: RequestContext,
): boolean {
  return (
    actionMatches(statement, action)
    && resourceMatches(statement, resource, context)
    && conditionsMatch(statement, context)
  );
}

function actionMatches(statement: PolicyStatement, action: string): boolean {
  // As in IAM, action names are not case-sensitive.
  const matches = (patterns: readonly string[]) =>
    patterns.some((pattern) => wildcard(pattern.toLowerCase(), action.toLowerCase()));
  if (statement.NotAction !== undefined) { return !matches(list(statement.NotAction)); }
  return matches(list(statement.Action));
}

function resourceMatches(statement: PolicyStatement, resource: string, context: RequestContext): boolean {
  const matches = (patterns: readonly string[]) =>
    patterns.flatMap((pattern) => withVariables(pattern, context)).some((pattern) => wildcard(pattern, resource));
  if (statement.NotResource !== undefined) { return !matches(list(statement.NotResource)); }
  return matches(list(statement.Resource));
}

function conditionsMatch(statement: PolicyStatement, context: RequestContext): boolean {
  const lowerCased = new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), value]));
  const values = (expected: unknown) => list(expected).map(String).flatMap((text) => withVariables(text, context));
  return Object.entries(statement.Condition ?? {}).every(([operator, block]) => Object.entries(block).every(
    ([key, expected]) => conditionMatches(operator, lowerCased.get(key.toLowerCase()), values(expected))));
}

/**
 * A text of a policy with the values of its variables, such as `${aws:PrincipalAccount}`. As in IAM, a text with a
 * variable that the request does not have matches nothing.
 */
function withVariables(text: string, context: RequestContext): readonly string[] {
  if (!text.includes('${')) { return [text]; }
  const lowerCased = new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), value]));
  let missing = false;
  const replaced = text.replace(/\$\{([^}]+)\}/g, (_whole, name: string) => {
    if (['*', '?', '$'].includes(name) || name.includes(',')) {
      throw new Error(`the simulated IAM does not support this policy variable: ${text}`);
    }
    const value = lowerCased.get(name.toLowerCase());
    if (typeof value !== 'string') { missing = true; }
    return String(value);
  });
  return missing ? [] : [replaced];
}

type Comparison = (expected: string, actual: string) => boolean;

const OPERATORS: Readonly<Record<string, { readonly compare: Comparison; readonly negated?: boolean }>> = {
  StringEquals: { compare: (expected, actual) => expected === actual },
  StringNotEquals: { compare: (expected, actual) => expected === actual, negated: true },
  StringEqualsIgnoreCase: { compare: (expected, actual) => expected.toLowerCase() === actual.toLowerCase() },
  StringLike: { compare: wildcard },
  StringNotLike: { compare: wildcard, negated: true },
  StringNotEqualsIgnoreCase: {
    compare: (expected, actual) => expected.toLowerCase() === actual.toLowerCase(), negated: true,
  },
  ArnEquals: { compare: wildcard },
  ArnLike: { compare: wildcard },
  ArnNotEquals: { compare: wildcard, negated: true },
  ArnNotLike: { compare: wildcard, negated: true },
  Bool: { compare: (expected, actual) => expected.toLowerCase() === actual.toLowerCase() },
  NumericEquals: { compare: (expected, actual) => Number(actual) === Number(expected) },
  NumericNotEquals: { compare: (expected, actual) => Number(actual) === Number(expected), negated: true },
  NumericLessThan: { compare: (expected, actual) => Number(actual) < Number(expected) },
  NumericLessThanEquals: { compare: (expected, actual) => Number(actual) <= Number(expected) },
  NumericGreaterThan: { compare: (expected, actual) => Number(actual) > Number(expected) },
  NumericGreaterThanEquals: { compare: (expected, actual) => Number(actual) >= Number(expected) },
};

function conditionMatches(
  spelled: string,
  value: string | readonly string[] | undefined,
  expected: readonly string[],
): boolean {
  if (spelled === 'Null') { return expected.some((each) => (each === 'true') === (value === undefined)); }
  const [, set, name, ifExists] = /^(?:(ForAnyValue|ForAllValues):)?([A-Za-z]+?)(IfExists)?$/.exec(spelled) ?? [];
  const operator = OPERATORS[name ?? ''];
  if (operator === undefined) {
    throw new Error(`the simulated IAM does not support the condition operator ${spelled}`);
  }
  if (value === undefined) {
    // An absent key fails every operator but the negated ones, IfExists and ForAllValues.
    return ifExists !== undefined || set === 'ForAllValues' || operator.negated === true;
  }
  const negated = operator.negated ?? false;
  const one = (actual: string) => expected.some((each) => operator.compare(each, actual)) !== negated;
  return set === 'ForAllValues' ? list(value).every(one) : list(value).some(one);
}

export function list<T>(value: T | readonly T[] | undefined): readonly T[] {
  if (value === undefined) { return []; }
  return Array.isArray(value) ? value as readonly T[] : [value as T];
}

function wildcard(pattern: string, value: string): boolean {
  const source = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*').replace(/\?/g, '.');
  return new RegExp(`^${source}$`, 's').test(value);
}
