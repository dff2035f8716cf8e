using Swarm.Cli.Tests.Support;

namespace Swarm.Cli.Tests;

/// <summary>Whatever names a file may name one that has no end.</summary>
public sealed class EndlessFileTests : IDisposable
{
    private const string Endless = "/dev/zero";

    private readonly Scene _scene = Scene.WithShell();

    public void Dispose() => _scene.Dispose();

    public static TheoryData<string> Commands =>
    [
        "schema validate /dev/zero",
        "policy test --policy /dev/zero",
        "policy test --policy policy.json --certificate /dev/zero",
        "run launch --policy /dev/zero -- true",
        "run launch --deterministic --seed-file /dev/zero -- true",
        "run launch --state /dev/zero -- true",
        "verify cert --certificate /dev/zero",
        "verify cert --certificate {}.json --attestation /dev/zero",
        "verify proof --proof /dev/zero --certificate /dev/zero",
        "verify attestation --bundle /dev/zero --digest sha256:0000000000000000000000000000000000000000000000000000000000000000 --identity a --issuer b",
        "verify attestation --bundle {}.json --artifact {}.json --key /dev/zero",
        "verify attestation --bundle {}.json --artifact {}.json --trusted-root /dev/zero --identity a --issuer b",
        "bundle import /dev/zero",
        "key import other --from /dev/zero",
    ];

    [Theory]
    [MemberData(nameof(Commands))]
    public void A_file_without_end_is_refused(string command)
    {
        Assert.SkipUnless(File.Exists(Endless), "There is no /dev/zero here.");
        File.WriteAllText(Path.Combine(_scene.Root, "policy.json"), """{"type":"swarm-policy-v1"}""");
        File.WriteAllText(Path.Combine(_scene.Root, "{}.json"), "{}");
        var result = _scene.Run(command.Split(' '));
        Assert.NotEqual(0, result.ExitCode);
        Assert.DoesNotContain("UNEXPECTED", result.Error, StringComparison.Ordinal);
    }
}
