using System.Globalization;
using Swarm.Benchmarks.Peers;
using Swarm.Benchmarks.Suites;

// Usage: Swarm.Benchmarks [store|startup|verification|proxy|relay|growth|all] [rounds, or for growth the numbers of nodes]. Peers run beside ours in the same run; quote ratios, not seconds.
if (args is ["proxy-server", var port, var receipts])
{
    await SwarmProxy.RunAsync(int.Parse(port, CultureInfo.InvariantCulture), receipts);
    return;
}

if (args is ["relay-server", var relayPort, var relayReceipts])
{
    await SwarmRelay.RunAsync(int.Parse(relayPort, CultureInfo.InvariantCulture), relayReceipts);
    return;
}

var suite = args.Length > 0 ? args[0] : "all";
if (suite is "growth")
{
    GrowthSuite.Run([.. args.Skip(1).Select(size => int.Parse(size, CultureInfo.InvariantCulture))]);
    return;
}

var rounds = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 3;
var folder = Directory.CreateTempSubdirectory("swarm-benchmarks-").FullName;
try
{
    if (suite is "store" or "all")
    {
        StoreSuite.Run(folder, rounds);
    }

    if (suite is "verification" or "all")
    {
        VerificationSuite.Run(rounds);
        AttestationSuite.Run(folder, rounds);
    }

    if (suite is "proxy" or "all")
    {
        ProxySuite.Run(folder, rounds);
    }

    if (suite is "relay" or "proxy" or "all")
    {
        ProxySuite.RunRelay(folder, rounds);
    }

    if (suite is "startup" or "all")
    {
        StartupSuite.Run(folder);
    }

    if (suite is "all")
    {
        GrowthSuite.Run([]);
    }
}
finally
{
    Directory.Delete(folder, recursive: true);
}
