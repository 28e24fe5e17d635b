/**
 * A log of a namespace that Amazon Redshift Serverless can export to CloudWatch Logs.
 *
 * @see https://docs.aws.amazon.com/redshift/latest/mgmt/serverless-audit-logging.html
 */
export enum LogExport {
  /** Authentication attempts, connections and disconnections. */
  CONNECTION_LOG = 'connectionlog',
  /** Changes to database user definitions. */
  USER_LOG = 'userlog',
  /** Each query before it runs. */
  USER_ACTIVITY_LOG = 'useractivitylog',
}
