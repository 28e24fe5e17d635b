import {
  Resource, Stack, type aws_cloudwatch as cloudwatch, type aws_events as events, type aws_kms as kms, type interfaces,
} from 'aws-cdk-lib';
import { FAILURE_KIND_DIMENSION, type MetricName } from './contract';
import { KeyChangeAlarms, type KeyChangeAlarmsOptions } from './key-change-alarms';
import type { KeyChangeFailureKind } from './key-change-failure-kind';
import {
  addRule, keyChangePattern, servicePattern, updateNamespacePattern, type KeyChangeEvent,
} from './private/operations/event-patterns';
import { requestEvents } from './private/operations/event-requests';
import { keyChangeMetric, metricNameOf } from './private/operations/metrics';
import { plainNameOf } from './private/operations/plain-name';
import type { IRotatableNamespace } from './rotatable-namespace-ref';

/** What a namespace of the app and an imported one have in common: metrics, alarms and events. */
export abstract class RotatableNamespaceBase extends Resource implements IRotatableNamespace {
  public abstract readonly namespaceName: string;
  public abstract readonly namespaceArn: string;
  public abstract readonly namespaceId: string;
  public abstract readonly encryptionKey?: kms.IKeyRef;

  /** The namespace, for whatever takes a reference. */
  public get namespaceRef(): interfaces.aws_redshiftserverless.NamespaceReference {
    return { namespaceName: this.namespaceName };
  }

  public metric(metricName: string, props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricOf(metricNameOf(metricName), props);
  }

  public metricKeyChangeStarted(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricOf('KeyChangeStarted', props);
  }

  public metricKeyChangeSucceeded(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricOf('KeyChangeSucceeded', props);
  }

  public metricKeyChangeFailed(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricOf('KeyChangeFailed', props);
  }

  public metricKeyChangeFailedOfKind(
    kind: KeyChangeFailureKind, props?: cloudwatch.MetricOptions,
  ): cloudwatch.Metric {
    const dimensionsMap = { [FAILURE_KIND_DIMENSION]: kind, ...props?.dimensionsMap };
    return this.metricOf('KeyChangeFailed', { ...props, dimensionsMap });
  }

  public metricKeyChangeDuration(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricOf('KeyChangeDuration', props);
  }

  public metricKeyChangeUnattended(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricOf('KeyChangeUnattended', props);
  }

  public metricKeyChangeUnattendedEnded(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricOf('KeyChangeUnattendedEnded', props);
  }

  public metricResponseUndelivered(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricOf('ResponseUndelivered', props);
  }

  public metricKeyGeneration(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricOf('KeyGeneration', props);
  }

  public metricKeyAgeDays(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricOf('KeyAgeDays', props);
  }

  public metricKeyChangeOverdue(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricOf('KeyChangeOverdue', props);
  }

  /**
   * Adds alarms for what can go wrong with a key change: failed, unattended, response undelivered, and
   * overdue where that is asked for.
   *
   * For a namespace that is imported, create `KeyChangeAlarms` instead.
   *
   * @throws if a threshold or the period is out of range
   */
  public addAlarms(id: string, options: KeyChangeAlarmsOptions = {}): KeyChangeAlarms {
    return new KeyChangeAlarms(this, id, { ...options, namespace: this });
  }

  public onKeyChangeStarted(id: string, options?: events.OnEventOptions): events.Rule {
    return this.onKeyChange('started', id, options);
  }

  public onKeyChangeSucceeded(id: string, options?: events.OnEventOptions): events.Rule {
    return this.onKeyChange('succeeded', id, options);
  }

  public onKeyChangeFailed(id: string, options?: events.OnEventOptions): events.Rule {
    return this.onKeyChange('failed', id, options);
  }

  public onKeyChangeUnattended(id: string, options?: events.OnEventOptions): events.Rule {
    return this.onKeyChange('unattended', id, options);
  }

  public onKeyChangeOverdue(id: string, options?: events.OnEventOptions): events.Rule {
    return this.onKeyChange('overdue', id, options);
  }

  public onKeyInaccessible(id: string, options: events.OnEventOptions = {}): events.Rule {
    return addRule(this, id, options, servicePattern());
  }

  public onNamespaceUpdated(id: string, options: events.OnEventOptions = {}): events.Rule {
    return addRule(this, id, options, updateNamespacePattern(plainNameOf(this)));
  }

  private metricOf(name: MetricName, props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return keyChangeMetric(this, plainNameOf(this), name, props);
  }

  private onKeyChange(event: KeyChangeEvent, id: string, options: events.OnEventOptions = {}): events.Rule {
    requestEvents(Stack.of(this));
    return addRule(this, id, options, keyChangePattern(this, event, plainNameOf(this)));
  }
}
