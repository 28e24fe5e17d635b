using System;
using Amazon.CDK;

namespace Warehouse
{
    internal static class Program
    {
        private static void Main()
        {
            var app = new App();
            new WarehouseStack(app, "Warehouse", new WarehouseStackProps
            {
                KeyGeneration = Convert.ToInt32(app.Node.TryGetContext("keyGeneration") ?? 1),
            });
            app.Synth();
        }
    }
}
