using SharpFuzz;

namespace Swarm.Fuzz;

/// <summary>Copies of the product's assemblies in which SharpFuzz counts the branches that are taken.</summary>
internal static class InstrumentedCopy
{
    private const string Own = "Swarm.Fuzz";

    private static readonly string[] Counted =
    [
        "Swarm.Core", "Swarm.Cryptography", "Swarm.Transparency", "Swarm.Storage", "Swarm.Networking",
        "Swarm.Verification", "Swarm.Backends",
    ];

    /// <summary>Makes them.</summary>
    /// <param name="source">The folder of the assemblies.</param>
    /// <param name="destination">An empty folder.</param>
    public static void Make(string source, string destination)
    {
        foreach (var name in Counted.Append(Own))
        {
            var copy = Path.Combine(destination, name + ".dll");
            File.Copy(Path.Combine(source, name + ".dll"), copy);
            _ = Fuzzer.Instrument(copy, type => name != Own || type == typeof(Targets.PlantedParser).FullName, Options.Value).ToList();
        }
    }
}
