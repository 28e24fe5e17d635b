// Input that every language must refuse. Prints the exception of each attempt as one JSON object a line.
using System;
using System.Text.Json;
using Amazon.CDK;
using Amazon.CDK.AWS.KMS;
using Amazon.CDK.AWS.Logs;
using Amazon.CDK.AWS.RedshiftServerless;
using CdkRedshiftRotatableNamespace;

namespace Warehouse
{
    internal static class Refusals
    {
        private static void Main()
        {
            Attempt("reserved name", ReservedName);
            Attempt("several mistakes", SeveralMistakes);
            Attempt("key of another Region", KeyOfAnotherRegion);
            Attempt("key that the app deletes", KeyThatTheAppDeletes);
            Attempt("settings of the provider after the first namespace", SettingsAfterTheFirstNamespace);
            Attempt("back to an AWS-owned key", BackToAnAwsOwnedKey);
            Attempt("back to an AWS-owned key, found by the guard", BackFoundByTheGuard);
        }

        private static void Attempt(string attempt, Action run)
        {
            try
            {
                run();
            }
            catch (Exception e)
            {
                var refusal = new { attempt, type = e.GetType().FullName, message = e.Message };
                Console.WriteLine(JsonSerializer.Serialize(refusal));
            }
        }

        private static Stack NewStack(App app)
        {
            return new Stack(app, "Stack", new StackProps
            {
                Env = new Amazon.CDK.Environment { Account = "111122223333", Region = "eu-west-1" },
            });
        }

        private static void ReservedName()
        {
            new RotatableNamespace(NewStack(new App()), "Warehouse", new RotatableNamespaceProps
            {
                NamespaceName = "select",
            });
        }

        private static void SeveralMistakes()
        {
            new RotatableNamespace(NewStack(new App()), "Warehouse", new RotatableNamespaceProps
            {
                NamespaceName = "x",
                DbName = "1st",
                Encryption = NamespaceEncryption.KeyGenerations(new KeyGenerationsOptions { Active = 3, Newest = 2 }),
            });
        }

        private static void KeyOfAnotherRegion()
        {
            var stack = NewStack(new App());
            var key = Key.FromKeyArn(stack, "Key", "arn:aws:kms:us-east-1:111122223333:key/k-1");
            new RotatableNamespace(stack, "Warehouse", new RotatableNamespaceProps
            {
                NamespaceName = "warehouse",
                Encryption = NamespaceEncryption.CustomerManagedKey(key),
            });
        }

        private static void KeyThatTheAppDeletes()
        {
            var app = new App();
            var stack = NewStack(app);
            var key = new Key(stack, "Key", new KeyProps { RemovalPolicy = RemovalPolicy.DESTROY });
            new RotatableNamespace(stack, "Warehouse", new RotatableNamespaceProps
            {
                NamespaceName = "other",
                Encryption = NamespaceEncryption.CustomerManagedKey(key),
            });
            app.Synth();
        }

        private static void SettingsAfterTheFirstNamespace()
        {
            var stack = NewStack(new App());
            new RotatableNamespace(stack, "Warehouse", new RotatableNamespaceProps { NamespaceName = "other" });
            KeyChangeProvider.Of(stack, new KeyChangeProviderProps { LogRetention = RetentionDays.ONE_WEEK });
        }

        /// <summary>The context says that the live namespace is on a customer managed key.</summary>
        private static void BackToAnAwsOwnedKey()
        {
            var app = new App();
            new RotatableNamespace(NewStack(app), "Warehouse", new RotatableNamespaceProps
            {
                NamespaceName = "warehouse",
                Encryption = NamespaceEncryption.AwsOwnedKey(),
            });
            app.Synth();
        }

        private static void BackFoundByTheGuard()
        {
            var app = new App();
            new CfnNamespace(NewStack(app), "Warehouse", new CfnNamespaceProps { NamespaceName = "warehouse" });
            Aspects.Of(app).Add(new NamespaceKeyGuard());
            app.Synth();
        }
    }
}
