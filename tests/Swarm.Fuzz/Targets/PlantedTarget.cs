namespace Swarm.Fuzz.Targets;

/// <summary>Shows that the fuzzer finds what is there to be found.</summary>
internal sealed class PlantedTarget : FuzzTarget
{
    public override string Name => "planted";

    public override IEnumerable<byte[]> Seeds => ["XXXXXXXX"u8.ToArray()];

    public override void Run(byte[] input) => PlantedParser.Read(input);
}
