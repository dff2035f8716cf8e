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
            3, "CERTIFICATE_COMMIT_MISMATCH");

        using var stranger = new Scene();
        stranger.Run("verify", "cert", "--certificate", certificate).ExpectError(3, "CERTIFICATE_INVALID");
        var key = _scene.Run("key", "export").Expect(0).Output.Trim();
        stranger.Run("verify", "cert", "--certificate", certificate, "--key", key).Expect(0);
        stranger.Run("verify", "cert", "--certificate", certificate, "--key", "ed25519:AAAA").Expect(2);
        stranger.Run("key", "new").Expect(0);
        stranger.Run("verify", "cert", "--certificate", certificate).ExpectError(3, "CERTIFICATE_SIGNATURE_INVALID");
    }

    [Fact]
    public void A_certificate_that_lies_in_a_store_finds_its_ancestors_there_across_forks()
    {
        _scene.Launch("echo a > a", "--label", "base").Expect(0);
        _scene.Run("run", "fork", "base", "one").Expect(0);
        _scene.Run("run", "fork", "one", "two").Expect(0);
        _scene.Resume("two", "echo b > b").Expect(0);
        var tip = _scene.Resume("two@latest", "echo c > c").Expect(0).Text("node_id");
        var certificate = Path.Combine(_scene.Store, "nodes", tip!, "certificate.json");
        string[] verify = ["verify", "cert", certificate, "--recurse", "--require", "lineage", "--json"];
        Assert.Equal(2, _scene.Run(verify).Expect(0).Json.GetProperty("lineage").GetArrayLength());

        // An ancestor that is changed is no ancestor.
        var nodes = Directory.GetFiles(Path.Combine(_scene.Store, "nodes"), "certificate.json", SearchOption.AllDirectories);
        var root = Assert.Single(nodes, file => File.ReadAllText(file).Contains("\"operation\":\"launch\"", StringComparison.Ordinal));
        File.WriteAllText(root, File.ReadAllText(root).Replace("\"base\"", "\"bose\"", StringComparison.Ordinal));
        _scene.Run(verify).Expect(3);
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

    [Fact]
    public void What_is_required_and_cannot_be_checked_exits_3()
    {
        _scene.Launch("true", "--label", "base").Expect(0);
        foreach (var name in new[] { "sandbox", "policy", "attestation", "heads", "replay", "lineage" })
        {
            _scene.Run("verify", "run", "--json", "base", "--require", name).ExpectError(3, "CERTIFICATE_CHECK_MISSING");
        }

        _scene.Run("verify", "run", "base", "--require-policy").ExpectError(3, "CERTIFICATE_CHECK_MISSING");
        _scene.Run("verify", "run", "base", "--recurse", "--require", "lineage", "--require", "signature", "--require", "continuity").Expect(0);
        _scene.Run("verify", "run", "base", "--require", "everything").Expect(2);
    }

    [Fact]
    public void A_head_that_was_kept_shows_a_store_that_is_another()
    {
        _scene.Launch("true", "--label", "base").Expect(0);
        var head = _scene.Run("store", "head", "--quiet").Expect(0).Output.Trim();
        Assert.Equal(["head", "sequence", "operation", "label", "timestamp", "log"], _scene.Run("store", "head", "--json").Expect(0).AddedKeys);
        _scene.Run("verify", "run", "base", "--expected-head", head, "--require", "heads").Expect(0);
        _scene.Run("verify", "run", "--json", "base", "--expected-head", "sha256:" + new string('0', 64)).ExpectError(3, "CERTIFICATE_HEAD_MISMATCH");
    }

    [Fact]
    public void Keys_are_trusted_for_roles_and_revoked()
    {
        var certificate = new Uri(_scene.Launch("true").Expect(0).Text("certificate_ref")!).LocalPath;
        var key = _scene.Run("key", "export").Expect(0).Output.Trim();
        using var stranger = new Scene();
        stranger.Run("key", "trust", key, "--role", "head").Expect(0);
        stranger.Run("verify", "cert", "--certificate", certificate).ExpectError(3, "CERTIFICATE_INVALID");
        stranger.Run("key", "trust", key, "--role", "certificate").Expect(0);
        stranger.Run("verify", "cert", "--certificate", certificate).Expect(0);
        Assert.Equal(key, stranger.Run("key", "trusted", "--json").Expect(0).Json.GetProperty("keys")[0].GetProperty("key").GetString());
        stranger.Run("key", "revoke", key).Expect(0);
        stranger.Run("verify", "cert", "--certificate", certificate, "--key", key).ExpectError(3, "CERTIFICATE_SIGNATURE_INVALID");
        stranger.Run("key", "trust", key).ExpectError(2, "KEY_INVALID");
        stranger.Run("key", "trust", key, "--role", "owner").ExpectError(2, "KEY_INVALID");
    }

    [Fact]
    public void A_proof_is_about_its_certificate()
    {
        var run = _scene.Launch("true").Expect(0);
        var certificate = new Uri(run.Text("certificate_ref")!).LocalPath;
        var inputs = _scene.Write("inputs.json", "[1]");
        var digest = "sha256:" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(inputs)));
        var text = $$$"""{"type":"swarm-proof-v1","proof_system":"test","claims":{"artifact_hash":"{{{run.Text("artifact_hash")}}}"},"public_inputs_sha256":"{{{digest}}}"}""";
        var proof = _scene.Write("proof.json", text);
        var verdict = _scene.Run("verify", "proof", "--json", "--proof", proof, "--certificate", certificate, "--public-inputs", inputs).Expect(0);
        Assert.Equal(["is_valid", "reason", "proof_system", "checks"], verdict.AddedKeys);
        _scene.Run("verify", "proof", "--json", "--proof", proof, "--certificate", certificate).ExpectError(3, "PROOF_INVALID");
        var other = new Uri(_scene.Launch("false", "--label", "other").Expect(7).Text("certificate_ref")!).LocalPath;
        _scene.Run("verify", "proof", "--json", "--proof", proof, "--certificate", other, "--public-inputs", inputs).ExpectError(3, "PROOF_INVALID");
        _scene.Run("schema", "validate", proof).Expect(0);
    }

    public void Dispose() => _scene.Dispose();
}
