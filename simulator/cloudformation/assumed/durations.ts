/**
 * Nominal seconds that CloudFormation takes to create a resource, where it is not a few. They are experience, not
 * documented, and a rehearsal lists every resource that it applies them to.
 */
const CREATE_SECONDS: Readonly<Record<string, number>> = {
  'AWS::ApiGateway::RestApi': 5,
  'AWS::AutoScaling::AutoScalingGroup': 60,
  'AWS::Batch::ComputeEnvironment': 60,
  'AWS::CertificateManager::Certificate': 180,
  'AWS::CloudFront::Distribution': 240,
  'AWS::DAX::Cluster': 480,
  'AWS::DMS::ReplicationInstance': 480,
  'AWS::DocDB::DBCluster': 90,
  'AWS::DocDB::DBInstance': 420,
  'AWS::DynamoDB::GlobalTable': 60,
  'AWS::DynamoDB::Table': 30,
  'AWS::EC2::EIP': 20,
  'AWS::EC2::FlowLog': 15,
  'AWS::EC2::Instance': 40,
  'AWS::EC2::InternetGateway': 20,
  'AWS::EC2::NatGateway': 120,
  'AWS::EC2::Route': 20,
  'AWS::EC2::SecurityGroup': 10,
  'AWS::EC2::TransitGateway': 150,
  'AWS::EC2::VPC': 15,
  'AWS::EC2::VPCEndpoint': 60,
  'AWS::EC2::VPNGateway': 30,
  'AWS::ECS::Service': 120,
  'AWS::EFS::FileSystem': 15,
  'AWS::EFS::MountTarget': 90,
  'AWS::EKS::Cluster': 540,
  'AWS::EKS::Nodegroup': 150,
  'AWS::ElastiCache::CacheCluster': 420,
  'AWS::ElastiCache::ReplicationGroup': 600,
  'AWS::ElasticLoadBalancingV2::LoadBalancer': 150,
  'AWS::EMR::Cluster': 420,
  'AWS::Elasticsearch::Domain': 900,
  'AWS::FSx::FileSystem': 900,
  'AWS::IAM::InstanceProfile': 120,
  'AWS::IAM::Policy': 16,
  'AWS::IAM::Role': 17,
  'AWS::Kinesis::Stream': 30,
  'AWS::KinesisFirehose::DeliveryStream': 60,
  'AWS::MSK::Cluster': 1500,
  'AWS::MWAA::Environment': 1500,
  'AWS::Neptune::DBCluster': 90,
  'AWS::OpenSearchService::Domain': 900,
  'AWS::RDS::DBCluster': 90,
  'AWS::RDS::DBInstance': 420,
  'AWS::RDS::DBProxy': 240,
  'AWS::Redshift::Cluster': 300,
  'AWS::Route53::HostedZone': 40,
  'AWS::Route53::RecordSet': 40,
  'AWS::S3::Bucket': 20,
  'AWS::SageMaker::Endpoint': 300,
  'AWS::Transfer::Server': 120,
};
const USUAL_SECONDS = 5;

/** Nominal seconds of a handler. An update or a deletion takes half as long as a creation, at least five seconds. */
export function nominalSeconds(type: string, action: 'create' | 'update' | 'delete'): number {
  const seconds = Object.hasOwn(CREATE_SECONDS, type) ? CREATE_SECONDS[type] : USUAL_SECONDS;
  return action === 'create' ? seconds : Math.max(USUAL_SECONDS, Math.round(seconds / 2));
}
