using Swarm.Cli.Tests.Support;

namespace Swarm.Cli.Tests;

public sealed class TrustTests : IDisposable
{
    private static readonly string[] VerdictKeys = ["label", "ratchet_step", "is_valid", "reason", "checks", "lineage"];

    private readonly Scene _scene = Scene.WithShell();

    [Fact]
    public void A_run_is_verified_from_the_store_to_the_root()
    {
        _scene.Launch("true", "--label", "base").Expect(0);
        var tip = _scene.Resume("base", "true").Expect(0);
        var verdict = _scene.Run("verify", "run", "--json", "--recurse", tip.Text("run_id")!).Expect(0);
        Assert.Equal(VerdictKeys, verdict.AddedKeys);
        Assert.True(verdict.Json.GetProperty("is_valid").GetBoolean());
        Assert.Equal(tip.Text("artifact_hash"), verdict.Text("artifact_hash"));
        Assert.Equal(tip.Text("certificate_ref"), verdict.Text("certificate_ref"));
        var check = verdict.Json.GetProperty("checks")[0];
        Assert.Equal(["name", "status", "detail"], check.EnumerateObject().Select(member => member.Name));
        Assert.Equal("passed", check.GetProperty("status").GetString());
        Assert.Equal(1, verdict.Json.GetProperty("lineage").GetArrayLength());
        Assert.Matches("(?m)^verdict +valid$", _scene.Run("verify", "run", "base").Expect(0).Output);
        Assert.Empty(_scene.Run("verify", "run", "--quiet", "base").Expect(0).Output);
    }

    [Fact]
    public void A_certificate_is_verified_as_a_file_with_the_keys_that_are_trusted()
    {
        var run = _scene.Launch("true").Expect(0);
        var certificate = new Uri(run.Text("certificate_ref")!).LocalPath;
        var hash = run.Text("artifact_hash")!;
        string[] verify = ["verify", "cert", "--json", "--recurse", "--certificate", certificate, "--expected-artifact-hash", hash];
        var verdict = _scene.Run(verify).Expect(0);
        Assert.Equal(VerdictKeys, verdict.AddedKeys);
        _scene.Run("verify", "cert", "--certificate", certificate, "--expected-artifact-hash", "sha256:" + new string('0', 64)).ExpectError(
            3, "CERTIFICATE_DIGEST_MISMATCH");
        _scene.Run("verify", "cert", "--json", "--certificate", certificate, "--required-commit", new string('a', 40)).ExpectError(
            3, "CERTIFICATE_INVALID");

        using var stranger = new Scene();
        stranger.Run("verify", "cert", "--certificate", certificate).ExpectError(3, "CERTIFICATE_INVALID");
        var key = _scene.Run("key", "export").Expect(0).Output.Trim();
        stranger.Run("verify", "cert", "--certificate", certificate, "--key", key).Expect(0);
        stranger.Run("verify", "cert", "--certificate", certificate, "--key", "ed25519:AAAA").Expect(2);
        stranger.Run("key", "new").Expect(0);
        stranger.Run("verify", "cert", "--certificate", certificate).ExpectError(3, "CERTIFICATE_SIGNATURE_INVALID");
    }

    [Fact]
    public void A_changed_certificate_exits_3()
    {
        var run = _scene.Launch("true").Expect(0);
        var certificate = new Uri(run.Text("certificate_ref")!).LocalPath;
        var changed = _scene.Write("changed.json", File.ReadAllText(certificate).Replace("\"main\"", "\"mine\"", StringComparison.Ordinal));
        var attestation = Path.Combine(Path.GetDirectoryName(certificate)!, "certificate.dsse.json");
        _scene.Run("verify", "cert", "--json", "--certificate", changed, "--attestation", attestation).ExpectError(
            3, "CERTIFICATE_SIGNATURE_INVALID");
        var malformed = _scene.Run("verify", "cert", "--json", "--certificate", _scene.Write("malformed.json", "{}")).ExpectError(
            3, "CERTIFICATE_INVALID");
        Assert.False(malformed.Json.GetProperty("is_valid").GetBoolean());
        _scene.Run("verify", "cert", "--certificate", "nowhere.json").ExpectError(2, "PATH_INVALID");
    }

    public void Dispose() => _scene.Dispose();
}
