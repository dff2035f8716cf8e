using Swarm.Cli.Tests.Support;

namespace Swarm.Cli.Tests;

/// <summary>Whatever names a file may name one that has no end.</summary>
public sealed class EndlessFileTests : IDisposable
{
    private const string Endless = "/dev/zero";

    private readonly Scene _scene = Scene.WithShell();

    public void Dispose() => _scene.Dispose();

    public static TheoryData<string[]> Commands =>
    [
        ["schema", "validate", Endless],
        ["policy", "test", "--policy", Endless],
        ["policy", "test", "--policy", "policy.json", "--certificate", Endless],
        ["run", "launch", "--policy", Endless, "--", "true"],
        ["run", "launch", "--deterministic", "--seed-file", Endless, "--", "true"],
        ["run", "launch", "--state", Endless, "--", "true"],
        ["verify", "cert", "--certificate", Endless],
        ["verify", "cert", "--certificate", "{}.json", "--attestation", Endless],
        ["verify", "proof", "--proof", Endless, "--certificate", Endless],
        ["verify", "attestation", "--bundle", Endless, "--digest", "sha256:0000000000000000000000000000000000000000000000000000000000000000", "--identity", "a", "--issuer", "b"],
        ["verify", "attestation", "--bundle", "{}.json", "--artifact", "{}.json", "--key", Endless],
        ["verify", "attestation", "--bundle", "{}.json", "--artifact", "{}.json", "--trusted-root", Endless, "--identity", "a", "--issuer", "b"],
        ["bundle", "import", Endless],
        ["key", "import", "other", "--from", Endless],
    ];

    [Theory]
    [MemberData(nameof(Commands))]
    public void A_file_without_end_is_refused(string[] command)
    {
        Assert.SkipUnless(File.Exists(Endless), "There is no /dev/zero here.");
        File.WriteAllText(Path.Combine(_scene.Root, "policy.json"), """{"type":"swarm-policy-v1"}""");
        File.WriteAllText(Path.Combine(_scene.Root, "{}.json"), "{}");
        var result = _scene.Run(command);
        Assert.NotEqual(0, result.ExitCode);
        Assert.DoesNotContain("UNEXPECTED", result.Error, StringComparison.Ordinal);
    }
}
