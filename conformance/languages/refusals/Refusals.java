package com.example;

import io.github.cdk_redshift_rotatable_namespace.KeyChangeProvider;
import io.github.cdk_redshift_rotatable_namespace.KeyChangeProviderProps;
import io.github.cdk_redshift_rotatable_namespace.KeyGenerationsOptions;
import io.github.cdk_redshift_rotatable_namespace.NamespaceEncryption;
import io.github.cdk_redshift_rotatable_namespace.NamespaceKeyGuard;
import io.github.cdk_redshift_rotatable_namespace.RotatableNamespace;
import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Aspects;
import software.amazon.awscdk.Environment;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.logs.RetentionDays;
import software.amazon.awscdk.services.redshiftserverless.CfnNamespace;

/** Input that every language must refuse. Prints the exception of each attempt as one JSON object a line. */
public final class Refusals {
    private static final Environment ENV = Environment.builder().account("111122223333").region("eu-west-1").build();

    private Refusals() {
    }

    public static void main(final String[] args) {
        Map<String, Runnable> attempts = new LinkedHashMap<>();
        attempts.put("reserved name", Refusals::reservedName);
        attempts.put("several mistakes", Refusals::severalMistakes);
        attempts.put("key of another Region", Refusals::keyOfAnotherRegion);
        attempts.put("key that the app deletes", Refusals::keyThatTheAppDeletes);
        attempts.put("settings of the provider after the first namespace", Refusals::settingsAfterTheFirstNamespace);
        attempts.put("back to an AWS-owned key", Refusals::backToAnAwsOwnedKey);
        attempts.put("back to an AWS-owned key, found by the guard", Refusals::backFoundByTheGuard);
        attempts.forEach((attempt, run) -> {
            try {
                run.run();
            } catch (RuntimeException e) {
                System.out.printf("{\"attempt\": %s, \"type\": %s, \"message\": %s}%n",
                        quote(attempt), quote(RuntimeException.class.getSimpleName()), quote(e.getMessage()));
            }
        });
    }

    private static Stack newStack() {
        return newStack(new App());
    }

    private static Stack newStack(final App app) {
        return new Stack(app, "Stack", StackProps.builder().env(ENV).build());
    }

    private static void reservedName() {
        RotatableNamespace.Builder.create(newStack(), "Warehouse").namespaceName("select").build();
    }

    private static void severalMistakes() {
        RotatableNamespace.Builder.create(newStack(), "Warehouse")
                .namespaceName("x")
                .dbName("1st")
                .encryption(NamespaceEncryption.keyGenerations(KeyGenerationsOptions.builder()
                        .active(3)
                        .newest(2)
                        .build()))
                .build();
    }

    private static void keyOfAnotherRegion() {
        Stack stack = newStack();
        RotatableNamespace.Builder.create(stack, "Warehouse")
                .namespaceName("warehouse")
                .encryption(NamespaceEncryption.customerManagedKey(
                        Key.fromKeyArn(stack, "Key", "arn:aws:kms:us-east-1:111122223333:key/k-1")))
                .build();
    }

    private static void keyThatTheAppDeletes() {
        App app = new App();
        Stack stack = newStack(app);
        RotatableNamespace.Builder.create(stack, "Warehouse")
                .namespaceName("other")
                .encryption(NamespaceEncryption.customerManagedKey(
                        Key.Builder.create(stack, "Key").removalPolicy(RemovalPolicy.DESTROY).build()))
                .build();
        app.synth();
    }

    private static void settingsAfterTheFirstNamespace() {
        Stack stack = newStack();
        RotatableNamespace.Builder.create(stack, "Warehouse").namespaceName("other").build();
        KeyChangeProvider.of(stack, KeyChangeProviderProps.builder().logRetention(RetentionDays.ONE_WEEK).build());
    }

    /** The context says that the live namespace is on a customer managed key. */
    private static void backToAnAwsOwnedKey() {
        App app = new App();
        RotatableNamespace.Builder.create(newStack(app), "Warehouse")
                .namespaceName("warehouse")
                .encryption(NamespaceEncryption.awsOwnedKey())
                .build();
        app.synth();
    }

    private static void backFoundByTheGuard() {
        App app = new App();
        CfnNamespace.Builder.create(newStack(app), "Warehouse").namespaceName("warehouse").build();
        Aspects.of(app).add(new NamespaceKeyGuard());
        app.synth();
    }

    private static String quote(final String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            quoted.append(c == '"' || c == '\\' || c < ' ' ? String.format("\\u%04x", (int) c) : String.valueOf(c));
        }
        return quoted.append('"').toString();
    }
}
