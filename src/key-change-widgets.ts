import { Duration, aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import { dataStorageMetric } from './private/operations/metrics';
import { plainNameOf } from './private/operations/plain-name';
import { validateDashboardNamespaces } from './private/validation/dashboard';
import type { IRotatableNamespace } from './rotatable-namespace-ref';

/** What widgets show. */
export interface KeyChangeWidgetsProps {
  /** Namespaces of the dashboard: one, or a fleet of up to 100. They may be imported. */
  readonly namespaces: IRotatableNamespace[];

  /**
   * Alarms whose state is shown, such as `all` of `KeyChangeAlarms`.
   *
   * @default - no widget with alarms
   */
  readonly alarms?: cloudwatch.IAlarm[];
}

/** CloudWatch divides a dashboard into 24 columns. */
const WHOLE = 24;
const HALF = WHOLE / 2;
const GRAPH_HEIGHT = 6;

const OPERATIONS = 'https://github.com/cdk-redshift-rotatable-namespace/cdk-redshift-rotatable-namespace/blob/main/docs/'
  + 'operations.md';

/**
 * Widgets about the key changes of one namespace or of a fleet, for a dashboard of your own. `KeyChangeDashboard` is a
 * dashboard of them all.
 *
 * ```ts
 * const warehouse = new RotatableNamespace(stack, 'Warehouse');
 * const widgets = new KeyChangeWidgets({ namespaces: [warehouse] });
 * new cloudwatch.Dashboard(stack, 'Dashboard', { widgets: [widgets.keyChanges()] });
 * ```
 */
export class KeyChangeWidgets {
  private readonly namespaces: readonly IRotatableNamespace[];
  private readonly shownAlarms: cloudwatch.IAlarm[];

  /**
   * @throws if there is no namespace, or there are more than 100
   */
  constructor(props: KeyChangeWidgetsProps) {
    const error = validateDashboardNamespaces(props.namespaces);
    if (error !== undefined) { throw new Error(`KeyChangeWidgets cannot be created: ${error}`); }
    this.namespaces = props.namespaces;
    this.shownAlarms = props.alarms ?? [];
  }

  /** Every widget, in rows. */
  public rows(): cloudwatch.IWidget[][] {
    const all = [this.introduction(), this.currentKey(), this.keyChanges(), this.alarms()];
    return all.filter((row) => row.length > 0);
  }

  /** The key generation that each namespace is on, and the age of its key. */
  public currentKey(): cloudwatch.IWidget[] {
    return [
      new cloudwatch.SingleValueWidget({
        title: 'Key generation',
        metrics: this.forEach((namespace, label) => [namespace.metricKeyGeneration({ label })]),
        width: HALF,
        height: this.numbersHeight(),
      }),
      new cloudwatch.SingleValueWidget({
        title: 'Age of the key in days',
        metrics: this.forEach((namespace, label) => [namespace.metricKeyAgeDays({ label })]),
        width: HALF,
        height: this.numbersHeight(),
      }),
    ];
  }

  /**
   * Key changes over time, what needs attention, and how long key changes took beside how much data there is.
   *
   * AWS does not document the unit of the service's metric `DataStorage`; it is probably MB. So read it as a trend.
   */
  public keyChanges(): cloudwatch.IWidget[] {
    const perHour = { period: Duration.hours(1) };
    const left = this.forEach((namespace, name) => [
      namespace.metricKeyChangeStarted({ ...perHour, label: `${name}: started` }),
      namespace.metricKeyChangeSucceeded({ ...perHour, label: `${name}: succeeded` }),
      namespace.metricKeyChangeFailed({ ...perHour, label: `${name}: failed` }),
    ]);
    const attention = this.forEach((namespace, name) => [
      namespace.metricKeyChangeUnattended({ ...perHour, label: `${name}: unattended` }),
      namespace.metricKeyChangeUnattendedEnded({ ...perHour, label: `${name}: unattended, ended` }),
      namespace.metricResponseUndelivered({ ...perHour, label: `${name}: response undelivered` }),
      namespace.metricKeyChangeOverdue({ ...perHour, label: `${name}: overdue` }),
    ]);
    const duration = this.forEach((namespace, name) =>
      [namespace.metricKeyChangeDuration({ ...perHour, label: `${name}: duration` })]);
    const data = this.forEach((namespace, name) =>
      [dataStorageMetric(namespace, name, { ...perHour, label: `${name}: data` })]);
    const yAxis = { min: 0, showUnits: false };
    const size = { width: WHOLE / 3, height: GRAPH_HEIGHT };
    return [
      new cloudwatch.GraphWidget({ title: 'Key changes', left, leftYAxis: yAxis, ...size }),
      new cloudwatch.GraphWidget({ title: 'Needs attention', left: attention, leftYAxis: yAxis, ...size }),
      new cloudwatch.GraphWidget({
        title: 'Duration and data',
        left: duration,
        leftYAxis: { ...yAxis, label: 'seconds' },
        right: data,
        rightYAxis: { ...yAxis, label: 'data, probably MB' },
        ...size,
      }),
    ];
  }

  /** The state of the alarms. Empty where none are given. */
  public alarms(): cloudwatch.IWidget[] {
    if (this.shownAlarms.length === 0) { return []; }
    return [new cloudwatch.AlarmStatusWidget({ title: 'Alarms', alarms: this.shownAlarms, width: WHOLE })];
  }

  private introduction(): cloudwatch.IWidget[] {
    const markdown = '**Key changes of Amazon Redshift Serverless namespaces.** '
      + `When one has failed: [reasons and remedies](${OPERATIONS}#why-it-failed).`;
    return [new cloudwatch.TextWidget({
      markdown, width: WHOLE, height: 1, background: cloudwatch.TextWidgetBackground.TRANSPARENT,
    })];
  }

  private forEach(
    metrics: (namespace: IRotatableNamespace, name: string) => cloudwatch.IMetric[],
  ): cloudwatch.IMetric[] {
    return this.namespaces.flatMap((namespace) => metrics(namespace, plainNameOf(namespace)));
  }

  /** A row of numbers has room for about six. */
  private numbersHeight(): number {
    return 2 + 2 * Math.ceil(this.namespaces.length / 6);
  }
}
