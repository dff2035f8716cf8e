using Swarm.Core.Contracts;
using Swarm.Core.Json;
using Swarm.Engine.Runs;
using Swarm.Engine.Tests.Support;

namespace Swarm.Engine.Tests.Policies;

/// <summary>Runs under policies.</summary>
internal static class PolicyScene
{
    /// <summary>Writes a policy of some members.</summary>
    /// <returns>Its file.</returns>
    public static string WritePolicy(this Scene scene, string members, string file = "policy.json") =>
        scene.Write(file, $$"""{"type":"swarm-policy-v1"{{(members.Length == 0 ? string.Empty : ",")}}{{members}}}""");

    public static RunRequest Request(string policy, string script) => new() { Policy = policy, Step = Scene.Shell(script) };

    public static Certificate Certificate(RunInfo run) =>
        StrictJson.Parse(File.ReadAllBytes(run.CertificatePath!), ContractJson.Default.Certificate, "certificate");

    /// <summary>Skips a test where the kernel cannot keep a step to its programs.</summary>
    public static void NeedLandlock(this Scene scene)
    {
        Scene.NeedUnix();
        var verdict = Engine.Policies.PolicyTest.Run(
            scene.Options(), scene.WritePolicy("\"allowed_programs\":[]", "probe.json"), certificate: null, command: []);
        Assert.SkipUnless(verdict.Enforced.Contains(PolicyRules.Programs), "Landlock is not here.");
    }
}
