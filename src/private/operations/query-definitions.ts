import { Aws, aws_logs as logs } from 'aws-cdk-lib';
import { Construct } from 'constructs';

interface Query { readonly id: string; readonly title: string; readonly query: logs.QueryStringProps }

/** The fields of a log line are listed in docs/operations.md. A metric is a field with its name. */
const QUERIES: readonly Query[] = [
  {
    id: 'Steps',
    title: 'Steps of each key change',
    query: {
      fields: [
        '@timestamp', 'namespaceName', 'requestId', 'window', 'status', 'message', 'elapsedSeconds', 'estimatedSeconds',
        'fromKey', 'toKey', 'detail',
      ],
      filterStatements: ['ispresent(requestId)'],
      sort: 'requestId, @timestamp',
      limit: 1000,
    },
  },
  {
    id: 'Failed',
    title: 'Failed key changes',
    query: {
      fields: ['@timestamp', 'Namespace', 'FailureKind', 'namespaceName', 'requestId', 'message', 'detail'],
      filterStatements: ["KeyChangeFailed = 1 or level = 'ERROR'"],
      sort: '@timestamp desc',
      limit: 100,
    },
  },
  {
    id: 'Durations',
    title: 'Durations in seconds',
    query: {
      filterStatements: ['ispresent(KeyChangeDuration)'],
      statsStatements: [
        'count(*) as changes, min(KeyChangeDuration) as shortest, avg(KeyChangeDuration) as average, '
        + 'max(KeyChangeDuration) as longest by Namespace',
      ],
    },
  },
];

/** Queries on the logs of a function. The name of the stack tells those of several stacks apart. */
export function createQueryDefinitions(scope: Construct, id: string, logGroup: logs.ILogGroup): void {
  const queries = new Construct(scope, id);
  for (const { id: queryId, title, query } of QUERIES) {
    new logs.QueryDefinition(queries, queryId, {
      queryDefinitionName: `RedshiftNamespaceKeyChange/${Aws.STACK_NAME}/${title}`,
      queryString: new logs.QueryString(query),
      logGroups: [logGroup],
    });
  }
}
