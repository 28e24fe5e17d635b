import { App } from 'aws-cdk-lib';
import { KeyChangeSchedule } from 'cdk-redshift-rotatable-namespace';
import { OperationsStack } from './operations-stack';

const app = new App();
new OperationsStack(app, 'Operations', {
  // The date that the template is for: -c cdk-redshift-rotatable-namespace:asOf=$(date -u +%F)
  asOf: KeyChangeSchedule.asOfContext(app),
  pipelineName: 'warehouse',
});
app.synth();
