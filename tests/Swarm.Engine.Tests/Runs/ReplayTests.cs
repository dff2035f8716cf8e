using System.Globalization;
using Swarm.Core.Contracts;
using Swarm.Core.Json;
using Swarm.Engine.Runs;
using Swarm.Engine.Tests.Support;
using Swarm.Storage.Nodes;

namespace Swarm.Engine.Tests.Runs;

/// <summary>Nonce and expiry: in the request, in the certificate, and derived where a run is deterministic.</summary>
public sealed class ReplayTests : IDisposable
{
    private static readonly ReadOnlyMemory<byte> Seed = "a seed of the test's own, long enough"u8.ToArray();

    private readonly Scene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task A_nonce_is_bound_by_the_request_and_expires_after_an_hour_unless_told()
    {
        Scene.NeedUnix();
        var run = await _scene.RunAsync(new RunRequest { Nonce = "from-a-verifier", Step = Scene.Shell("true") });
        var certificate = Certificate(run);
        Assert.Equal("from-a-verifier", certificate.Replay!.Nonce);
        Assert.Equal(Written(certificate) + 3600, certificate.Replay.ExpiresAtUnix);
        Assert.Equal(("from-a-verifier", 3600), (Spec(run).Nonce, Spec(run).ValidForSeconds));
        var brief = Certificate(await _scene.RunAsync(new RunRequest { Nonce = "another", ValidFor = TimeSpan.FromSeconds(59.5), Step = Scene.Shell("true") }));
        Assert.Equal(Written(brief) + 60, brief.Replay!.ExpiresAtUnix);
        Assert.Null(Certificate(await _scene.LaunchAsync("true", "plain")).Replay);
        _scene.AssertSound();
    }

    [Fact]
    public async Task Without_a_nonce_a_fresh_one_is_made()
    {
        Scene.NeedUnix();
        var request = new RunRequest { ValidFor = TimeSpan.FromMinutes(5), Step = Scene.Shell("true") };
        var (one, two) = (await _scene.RunAsync(request), await _scene.RunAsync(request));
        Assert.Matches("^[0-9a-f]{32}$", Certificate(one).Replay!.Nonce);
        Assert.NotEqual(Certificate(one).Replay!.Nonce, Certificate(two).Replay!.Nonce);
        Assert.Equal(Certificate(one).Replay!.Nonce, Spec(one).Nonce);
    }

    [Fact]
    public async Task A_deterministic_run_derives_its_nonce_and_gives_the_same_bytes_again()
    {
        Scene.NeedUnix();
        var policy = _scene.Write("policy.json", """{"type":"swarm-policy-v1","limits":{"retries":1}}""");
        var request = new RunRequest { ValidFor = TimeSpan.FromMinutes(5), Retries = 1, Policy = policy, Seed = Seed, Step = Scene.Shell("echo x > f; exit 3") };
        var one = await _scene.RunAsync(request);
        using var other = new Scene();
        Directory.Delete(other.Root);
        CopyKeys(other);
        var two = await other.RunAsync(request);
        Assert.Equal(2, Certificate(one).Result.Attempts);
        Assert.Equal(one.Record.NodeId, two.Record.NodeId);
        Assert.Equal(File.ReadAllBytes(one.CertificatePath!), File.ReadAllBytes(two.CertificatePath!));
        Assert.Equal(one.Record.NodeId, (await _scene.RunAsync(request)).Record.NodeId);
        Assert.NotEqual(one.Record.RunId, (await _scene.RunAsync(request with { Nonce = "given" })).Record.RunId);
    }

    private void CopyKeys(Scene other)
    {
        Directory.CreateDirectory(other.Root);
        Directory.CreateDirectory(Path.Combine(other.Home, "keys"));
        Scene.SetMode(other.Home, 0b111_000_000);
        Scene.SetMode(Path.Combine(other.Home, "keys"), 0b111_000_000);
        foreach (var file in Directory.GetFiles(Path.Combine(_scene.Home, "keys"), "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(other.Home, Path.GetRelativePath(_scene.Home, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
            Scene.SetMode(Path.GetDirectoryName(copy)!, 0b111_000_000);
        }
    }

    private RunSpec Spec(RunInfo run) =>
        StrictJson.Parse(File.ReadAllBytes(_scene.Layout.NodeFile(run.Record.NodeId!, NodeFiles.RunSpec)), ContractJson.Default.RunSpec, "spec");

    private static long Written(Certificate certificate) => DateTimeOffset.Parse(certificate.Timestamp, CultureInfo.InvariantCulture).ToUnixTimeSeconds();

    private static Certificate Certificate(RunInfo run) =>
        StrictJson.Parse(File.ReadAllBytes(run.CertificatePath!), ContractJson.Default.Certificate, "certificate");
}
