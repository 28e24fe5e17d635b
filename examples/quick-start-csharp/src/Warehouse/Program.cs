using Amazon.CDK;

namespace Warehouse
{
    internal static class Program
    {
        /// <summary>Raise this number and deploy to change the KMS key.</summary>
        private const int KeyGeneration = 1;

        private static void Main()
        {
            var app = new App();
            new WarehouseStack(app, "Warehouse", new WarehouseStackProps { KeyGeneration = KeyGeneration });
            app.Synth();
        }
    }
}
