namespace Swarm.Faults.Tests.Support;

/// <summary>Tests that take too long for every change.</summary>
internal static class Nightly
{
    private const string Variable = "SWARM_NIGHTLY";

    public const string HowToAsk = $"It takes long: set {Variable}=1 to run it.";

    public static bool IsAsked => Environment.GetEnvironmentVariable(Variable) is "1";
}
