import { Match, Template } from 'aws-cdk-lib/assertions';
import { newStack } from './templates';
import { KeyChangeProvider } from '../src';
import { METRIC_UNITS } from '../src/contract';

const QUERY = 'AWS::Logs::QueryDefinition';

const stack = newStack();
const provider = KeyChangeProvider.of(stack);
provider.addQueryDefinitions();
const template = Template.fromStack(stack);

test('none by default', () => {
  const plain = newStack();
  KeyChangeProvider.of(plain);
  Template.fromStack(plain).resourceCountIs(QUERY, 0);
});

test.each(['Steps of each key change', 'Failed key changes', 'Durations in seconds'])('%s', (title) => {
  template.hasResourceProperties(QUERY, {
    Name: { 'Fn::Join': ['', ['RedshiftNamespaceKeyChange/', { Ref: 'AWS::StackName' }, `/${title}`]] },
    LogGroupNames: [{ Ref: Match.stringLikeRegexp('^RedshiftNamespaceKeyChangeFunctionLogs') }],
  });
});

test('a second call adds nothing', () => {
  provider.addQueryDefinitions();
  Template.fromStack(stack).resourceCountIs(QUERY, 3);
});

test('every metric that a query reads is one of the function', () => {
  const queries = Object.values(template.findResources(QUERY))
    .map(({ Properties }) => Properties.QueryString as string);
  const read = queries.flatMap((query) => query.match(/\bKeyChange[A-Z]\w*/g) ?? []);
  expect([...new Set(read)].sort()).toEqual(['KeyChangeDuration', 'KeyChangeFailed']);
  expect(Object.keys(METRIC_UNITS)).toEqual(expect.arrayContaining(read));
});
