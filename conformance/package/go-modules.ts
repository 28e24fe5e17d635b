import { CDK_VERSION } from './cdk-version';

export const GO_CDK = 'github.com/aws/aws-cdk-go/awscdk/v2';
const PROXY_AGENT = 'github.com/cdklabs/awscdk-asset-node-proxy-agent-go/nodeproxyagentv6/v2';
export const GO_MODULE = 'github.com/cdk-redshift-rotatable-namespace/cdk-redshift-rotatable-namespace-go/'
  + 'cdkredshiftrotatablenamespace';

/**
 * Releases that replace those of the library's go.mod, which the library was built with. The module proxy or the
 * checksum database lacks them.
 */
export const GO_REPLACEMENTS: Readonly<Record<string, string>> = {
  [`${GO_CDK}@v2.257.0`]: `${GO_CDK}@v${CDK_VERSION}`,
  [`${PROXY_AGENT}@v2.1.3`]: `${PROXY_AGENT}@v2.1.2`,
};
