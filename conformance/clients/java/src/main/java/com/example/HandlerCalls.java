package com.example;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.redshift.RedshiftClient;
import software.amazon.awssdk.services.redshiftserverless.RedshiftServerlessClient;
import software.amazon.awssdk.services.redshiftserverless.model.ConflictException;
import software.amazon.awssdk.services.redshiftserverless.model.LogExport;
import software.amazon.awssdk.services.redshiftserverless.model.Namespace;
import software.amazon.awssdk.services.redshiftserverless.model.NamespaceStatus;
import software.amazon.awssdk.services.redshiftserverless.model.ResourceNotFoundException;
import software.amazon.awssdk.services.redshiftserverless.model.Tag;
import software.amazon.awssdk.services.redshiftserverless.model.ValidationException;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/**
 * Every call that CloudFormation's handler of AWS::RedshiftServerless::Namespace makes, with the SDK that it makes them
 * with, for the whole life of a namespace. Prints a line for each: its name, a tab, and "ok" or what was wrong.
 */
public final class HandlerCalls {
  private static final String NAME = "driven-from-java";

  private final RedshiftServerlessClient serverless;
  private final RedshiftClient redshift;
  private final SecretsManagerClient secrets;

  private HandlerCalls() {
    serverless = built(RedshiftServerlessClient.builder());
    redshift = built(RedshiftClient.builder());
    secrets = built(SecretsManagerClient.builder());
  }

  public static void main(final String[] args) throws InterruptedException {
    new HandlerCalls().run(given("FIRST_KEY"), given("SECOND_KEY"), given("COPY_REGION"));
  }

  private void run(final String firstKey, final String secondKey, final String copyRegion) throws InterruptedException {
    refused("GetNamespace, of none", ResourceNotFoundException.class, this::namespace);
    final Namespace created = serverless.createNamespace(request -> request
        .namespaceName(NAME)
        .kmsKeyId(firstKey)
        .dbName("dev")
        .manageAdminPassword(true)
        .logExports(LogExport.USERLOG)
        .tags(Tag.builder().key("team").value("data").build())).namespace();
    same("CreateNamespace: the key", firstKey, created.kmsKeyId());
    untilAvailable();
    same("GetNamespace: status", NamespaceStatus.AVAILABLE, namespace().status());
    refused("CreateNamespace, again", ConflictException.class,
        () -> serverless.createNamespace(request -> request.namespaceName(NAME)));
    final String arn = created.namespaceArn();
    same("ListNamespaces", true,
        serverless.listNamespacesPaginator(request -> { }).namespaces().stream().anyMatch(found -> NAME.equals(found.namespaceName())));
    tags(arn);
    policies(arn);
    copies(copyRegion);
    refused("UpdateNamespace, of a wrong key", ValidationException.class,
        () -> serverless.updateNamespace(request -> request.namespaceName(NAME).kmsKeyId("no key")));
    serverless.updateNamespace(request -> request.namespaceName(NAME).kmsKeyId(secondKey));
    untilAvailable();
    same("UpdateNamespace: the key", secondKey, namespace().kmsKeyId());
    delete();
  }

  private void tags(final String arn) {
    serverless.tagResource(request -> request
        .resourceArn(arn).tags(Tag.builder().key("stage").value("prod").build()));
    same("TagResource, ListTagsForResource", List.of("stage", "team"), tagKeys(arn));
    serverless.untagResource(request -> request.resourceArn(arn).tagKeys("team"));
    same("UntagResource", List.of("stage"), tagKeys(arn));
  }

  private List<String> tagKeys(final String arn) {
    return serverless.listTagsForResource(request -> request.resourceArn(arn)).tags().stream()
        .map(Tag::key).sorted().toList();
  }

  private void policies(final String arn) {
    final Class<? extends Exception> none = software.amazon.awssdk.services.redshift.model.ResourceNotFoundException.class;
    refused("GetResourcePolicy, of none", none, () -> redshift.getResourcePolicy(request -> request.resourceArn(arn)));
    final String policy = "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"Service\":"
        + "\"redshift.amazonaws.com\"},\"Action\":\"redshift:AuthorizeInboundIntegration\",\"Resource\":\"" + arn + "\"}]}";
    redshift.putResourcePolicy(request -> request.resourceArn(arn).policy(policy));
    same("PutResourcePolicy, GetResourcePolicy", policy,
        redshift.getResourcePolicy(request -> request.resourceArn(arn)).resourcePolicy().policy());
    redshift.deleteResourcePolicy(request -> request.resourceArn(arn));
    refused("DeleteResourcePolicy", none, () -> redshift.getResourcePolicy(request -> request.resourceArn(arn)));
  }

  private void copies(final String region) throws InterruptedException {
    final String id = serverless.createSnapshotCopyConfiguration(request -> request
        .namespaceName(NAME).destinationRegion(region).snapshotRetentionPeriod(3))
        .snapshotCopyConfiguration().snapshotCopyConfigurationId();
    untilAvailable();
    same("CreateSnapshotCopyConfiguration, ListSnapshotCopyConfigurations", Map.of(id, 3), retentions());
    serverless.updateSnapshotCopyConfiguration(request -> request
        .snapshotCopyConfigurationId(id).snapshotRetentionPeriod(5));
    untilAvailable();
    same("UpdateSnapshotCopyConfiguration", Map.of(id, 5), retentions());
    serverless.deleteSnapshotCopyConfiguration(request -> request.snapshotCopyConfigurationId(id));
    untilAvailable();
    same("DeleteSnapshotCopyConfiguration", Map.of(), retentions());
  }

  private Map<String, Integer> retentions() {
    return serverless.listSnapshotCopyConfigurations(request -> request.namespaceName(NAME))
        .snapshotCopyConfigurations().stream().collect(java.util.stream.Collectors.toMap(
            copy -> copy.snapshotCopyConfigurationId(), copy -> copy.snapshotRetentionPeriod()));
  }

  private void delete() throws InterruptedException {
    final String secret = namespace().adminPasswordSecretArn();
    same("DescribeSecret", secret, secrets.describeSecret(request -> request.secretId(secret)).arn());
    serverless.deleteNamespace(request -> request.namespaceName(NAME));
    until(() -> isGone(this::namespace, ResourceNotFoundException.class));
    refused("DeleteNamespace", ResourceNotFoundException.class, this::namespace);
    final Class<? extends Exception> none =
        software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException.class;
    until(() -> isGone(() -> secrets.describeSecret(request -> request.secretId(secret)), none));
    refused("the secret of a deleted namespace", none, () -> secrets.describeSecret(request -> request.secretId(secret)));
  }

  private Namespace namespace() {
    return serverless.getNamespace(request -> request.namespaceName(NAME)).namespace();
  }

  private void untilAvailable() throws InterruptedException {
    until(() -> namespace().status() == NamespaceStatus.AVAILABLE);
  }

  /** For two minutes. */
  private static void until(final Supplier<Boolean> holds) throws InterruptedException {
    for (int tries = 0; tries < 600 && !holds.get(); tries += 1) {
      Thread.sleep(200);
    }
  }

  private static boolean isGone(final Supplier<?> call, final Class<? extends Exception> error) {
    try {
      call.get();
      return false;
    } catch (final RuntimeException thrown) {
      return error.isInstance(thrown);
    }
  }

  private static void refused(final String name, final Class<? extends Exception> error, final Supplier<?> call) {
    try {
      print(name, "it was not refused: " + call.get());
    } catch (final RuntimeException thrown) {
      print(name, error.isInstance(thrown) ? "ok" : thrown.toString());
    }
  }

  private static void same(final String name, final Object want, final Object got) {
    print(name, want.equals(got) ? "ok" : "wanted " + want + ", got " + got);
  }

  private static void print(final String name, final String result) {
    System.out.println(name + "\t" + result);
  }

  private static <B extends AwsClientBuilder<B, C>, C> C built(final B builder) {
    return builder
        .endpointOverride(URI.create(given("ENDPOINT")))
        .region(Region.of(given("AWS_REGION")))
        .credentialsProvider(StaticCredentialsProvider.create(AwsSessionCredentials.create(
            given("AWS_ACCESS_KEY_ID"), given("AWS_SECRET_ACCESS_KEY"), given("AWS_SESSION_TOKEN"))))
        .build();
  }

  private static String given(final String name) {
    return java.util.Objects.requireNonNull(System.getenv(name), name);
  }
}
