using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Swarm.Cli.Tests.Support;
using Swarm.Core.Errors;
using Swarm.Engine.Nodes;
using Swarm.Engine.Remote;
using Swarm.Verification.Tests.Authority;

namespace Swarm.Cli.Tests;

/// <summary>What a runner gives out is refused unless all of it holds, and taken in once.</summary>
public sealed class CollectTests : IDisposable
{
    private readonly RemoteScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public void A_second_collect_changes_nothing()
    {
        var prepared = _scene.Prepare(RemoteScene.Shell("echo one; date +%N > file", label: "base"));
        var output = _scene.Execute(prepared).Output;
        var again = _scene.Execute(prepared).Output;
        var first = _scene.Collect(prepared, output);
        var before = Snapshot();
        var second = _scene.Collect(prepared, output);
        Assert.Equal(first.Record, second.Record);
        Assert.Equal(before, Snapshot());

        // The same request executed twice gives two certificates; one of them is the run's.
        Assert.Equal(ErrorCode.CertificateDigestMismatch, Assert.Throws<SwarmException>(() => _scene.Collect(prepared, again)).ErrorCode);
        Assert.Equal(before, Snapshot());
    }

    [Theory]
    [InlineData("certificate.json", "ARTIFACT_MISSING_CERTIFICATE", "ARTIFACT_CERTIFICATE_INVALID")]
    [InlineData("certificate.dsse.json", "ARTIFACT_MISSING_SIGNATURE", "CERTIFICATE_SIGNATURE_INVALID")]
    [InlineData("node.json", "ARTIFACT_MISSING_NODE", "ARTIFACT_NODE_INVALID")]
    [InlineData("result.json", "ARTIFACT_MISSING_RESULT", "ARTIFACT_RESULT_INVALID")]
    [InlineData("next_tokens.json", "ARTIFACT_MISSING_NEXT_TOKENS", "ARTIFACT_NEXT_TOKENS_INVALID")]
    [InlineData("bundle_locator_next.json", "ARTIFACT_MISSING_BUNDLE_LOCATOR", "ARTIFACT_BUNDLE_LOCATOR_INVALID")]
    [InlineData("bundle.age", "ARTIFACT_MISSING_BUNDLE", "ARTIFACT_BUNDLE_INVALID")]
    [InlineData("log.age", "ARTIFACT_MISSING_LOG", "ARTIFACT_LOG_INVALID")]
    [InlineData("response.age", "ARTIFACT_MISSING_RESPONSE", "ARTIFACT_RESPONSE_INVALID")]
    [InlineData("certificate.sigstore.json", "ARTIFACT_MISSING_ATTESTATION", "ATTESTATION_INVALID")]
    public void What_is_missing_or_damaged_is_refused(string name, string missing, string damaged)
    {
        var prepared = _scene.Prepare(RemoteScene.Shell("echo one; echo two > $SWARM_OUTPUT", label: "base"));
        var output = _scene.Execute(prepared).Output;
        _scene.Refused(prepared, _scene.Swap(output, name, from: null), ErrorCode.Find(missing));

        var folder = _scene.Swap(output, name, from: output);
        var bytes = File.ReadAllBytes(Path.Combine(folder, name));
        File.WriteAllBytes(Path.Combine(folder, name), bytes[..(bytes.Length / 2)]);
        _scene.Refused(prepared, folder, ErrorCode.Find(damaged));

        if (name != "certificate.sigstore.json" && !OperatingSystem.IsWindows())
        {
            var linked = _scene.Swap(output, name, from: null);
            File.CreateSymbolicLink(Path.Combine(linked, name), Path.Combine(output, name));
            Assert.EndsWith("_INVALID", Assert.Throws<SwarmException>(() => _scene.Collect(prepared, linked)).Code, StringComparison.Ordinal);
        }

        Assert.Equal("succeeded", _scene.Collect(prepared, output).Record.Status);
    }

    [Theory]
    [InlineData("certificate.json", 4, "ARTIFACT_CERTIFICATE_INVALID")]
    [InlineData("certificate.dsse.json", 4, "ARTIFACT_SIGNATURE_INVALID")]
    [InlineData("certificate.sigstore.json", 16, "ARTIFACT_ATTESTATION_INVALID")]
    public void What_is_larger_than_any_such_file_is_refused_unread(string name, int megabytes, string code)
    {
        var prepared = _scene.Prepare(RemoteScene.Shell("true", label: "base"));
        var folder = _scene.Execute(prepared).Output;
        using (var file = File.OpenWrite(Path.Combine(folder, name)))
        {
            file.SetLength(((long)megabytes << 20) + 1);
        }

        _scene.Refused(prepared, folder, ErrorCode.Find(code));
    }

    [Fact]
    public void What_belongs_to_another_step_of_the_chain_is_refused_with_its_code()
    {
        var first = _scene.Prepare(RemoteScene.Shell("echo 1 > file; echo 1 > $SWARM_OUTPUT", label: "base"));
        var previous = _scene.Execute(first).Output;
        var node = _scene.Collect(first, previous).Record.NodeId!;
        var second = _scene.Prepare(RemoteScene.Shell("echo 2 > file; echo 2 > $SWARM_OUTPUT", node));
        var sibling = _scene.Prepare(RemoteScene.Shell("echo 3 > file; echo 3 > $SWARM_OUTPUT", node));
        var (next, other) = (_scene.Execute(second).Output, _scene.Execute(sibling).Output);

        // The next step with the previous token; the previous state with the next token; another run's bundle, or its log.
        _scene.Refused(second, _scene.Swap(next, "next_tokens.json", previous), ErrorCode.CapabilityInvalid);
        _scene.Refused(second, _scene.Swap(next, "next_tokens.json", other), ErrorCode.CapabilityInvalid);
        foreach (var from in new[] { previous, other })
        {
            var folder = _scene.Swap(_scene.Swap(next, "bundle.age", from), "bundle_locator_next.json", from);
            _scene.Refused(second, folder, ErrorCode.ArtifactBundleInvalid);
            _scene.Refused(second, _scene.Swap(next, "bundle.age", from), ErrorCode.ArtifactBundleInvalid);
            _scene.Refused(second, _scene.Swap(next, "response.age", from), ErrorCode.ArtifactResponseInvalid);
            _scene.Refused(second, _scene.Swap(next, "node.json", from), ErrorCode.ArtifactRunInvalid);
            _scene.Refused(second, _scene.Swap(next, "result.json", from), ErrorCode.CertificateDigestMismatch);
            _scene.Refused(second, _scene.Swap(next, "certificate.json", from), ErrorCode.CertificateDigestMismatch);
            _scene.Refused(second, _scene.Swap(next, "certificate.sigstore.json", from), ErrorCode.AttestationInvalid);
            _scene.Refused(second, _scene.Swap(next, "certificate.dsse.json", from), ErrorCode.CertificateSignatureInvalid);
            _scene.Refused(second, from, ErrorCode.ArtifactRunInvalid);
        }

        Assert.Equal("2", _scene.Collect(second, next).Response);
        Assert.Equal("3", _scene.Collect(sibling, other).Response);
    }

    [Fact]
    public void Another_commit_another_workflow_or_another_identity_is_refused()
    {
        var prepared = _scene.Prepare(RemoteScene.Shell("true", label: "base"), request => request with { RequiredCommit = new string('2', 40) });
        var (arguments, output) = _scene.Command(prepared);
        _scene.Runner.Run([.. arguments, "--commit", new string('4', 40)]).Expect(0);

        // A certificate of another commit, attested as it is and as it should be.
        _scene.Attest(output, FakeIdentity.GitHub.With(FulcioClaim.SourceRepositoryDigest, new string('4', 40)).With(FulcioClaim.WorkflowSha, new string('4', 40)));
        _scene.Refused(prepared, output, ErrorCode.CertificateCommitMismatch);
        _scene.Attest(output);
        _scene.Refused(prepared, output, ErrorCode.AttestationInvalid);

        var good = _scene.Execute(prepared).Output;
        _scene.Attest(good, FakeIdentity.GitHub.With(FulcioClaim.BuildSignerDigest, new string('3', 40)));
        _scene.Refused(prepared, good, ErrorCode.AttestationInvalid);
        _scene.Attest(good, FakeIdentity.Email("somebody@example.com"));
        _scene.Refused(prepared, good, ErrorCode.AttestationInvalid);
        _scene.Attest(good);
        _scene.Refused(prepared, good, ErrorCode.AttestationInvalid, request => request with { TrustedRoot = "public-good" });
        _scene.Refused(prepared, good, ErrorCode.AttestationInvalid, request => request with { Identity = "https://github.com/example/other" });
        Assert.Equal("succeeded", _scene.Collect(prepared, good).Record.Status);
    }

    [Fact]
    public void Whoever_waives_the_attestation_still_gets_nothing_that_does_not_hold()
    {
        _scene.Run(RemoteScene.Shell("true", label: "base"));
        var prepared = _scene.Prepare(RemoteScene.Shell("true", "base"));
        var output = _scene.Swap(_scene.Execute(prepared).Output, "certificate.sigstore.json", from: null);
        _scene.Refused(prepared, output, ErrorCode.ArtifactMissingAttestation);

        // A certificate that was changed after it was signed, with a result that fits.
        foreach (var (change, code) in new (Action<JsonNode>, ErrorCode)[]
        {
            (certificate => certificate["timestamp"] = "2020-01-01T00:00:00Z", ErrorCode.ArtifactNodeInvalid),
            (certificate => certificate["runtime"]!["commit_sha"] = new string('4', 40), ErrorCode.CertificateSignatureInvalid),
            (certificate => certificate["runtime"]!["workflow_ref"] = RemoteScene.Workflow + "@" + new string('4', 40), ErrorCode.CertificateCommitMismatch),
            (certificate => certificate["runtime"]!.AsObject().Remove("waived"), ErrorCode.SandboxUnavailable),
            (certificate => certificate["runtime"]!["waived"] = new JsonArray("everything"), ErrorCode.SandboxUnavailable),
            (certificate => certificate["runtime"]!.AsObject().Remove("runner_key"), ErrorCode.ArtifactCertificateInvalid),
            (certificate => certificate["parent_state"]!["bundle_sha256"] = "sha256:" + new string('0', 64), ErrorCode.CertificateLineageBroken),
            (certificate => certificate["policy"] = JsonNode.Parse($$"""{"schema_version":"swarm-policy-v1","policy_hash":"sha256:{{new string('0', 64)}}","policy_ref":null,"enforced":[],"unenforced":[]}"""), ErrorCode.PolicyHashMismatch),
            (certificate => certificate["request_hash"] = "sha256:" + new string('0', 64), ErrorCode.ArtifactRunInvalid),
        })
        {
            _scene.Refused(prepared, Change(output, change), code, Waive);
        }

        _scene.Refused(prepared, Change(output, certificate => certificate["restore"]!["mode"] = "cold_start", result => result["restore_mode"] = "cold_start"), ErrorCode.RestoreFailed, Waive);
        _scene.Refused(prepared, Change(output, _ => { }, result => result["errors"] = JsonNode.Parse("""[{"code":"STEP_FAILED","category":"step_failed","retryable":false,"message":"\u001b[2J"}]""")), ErrorCode.ArtifactResultInvalid, Waive);
        Assert.Equal("succeeded", _scene.Collect(prepared, output, Waive).Record.Status);

        // Taken in, it is still nobody's word but the runner's.
        var verdict = _scene.Session.Trust.VerifyNode(new NodeReference("base"), new(), RemoteScene.Cancellation);
        Assert.False(verdict.IsValid);
        Assert.Contains("Nothing authenticates it", verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Killed_at_any_point_it_can_be_repeated()
    {
        var file = _scene.Runner.Write("source/large", string.Concat(Enumerable.Range(0, 300_000).Select(number => $"{number} ")));
        var prepared = _scene.Prepare(RemoteScene.Shell("true", label: "base") with { Workspace = Path.GetDirectoryName(file) });
        var output = _scene.Execute(prepared).Output;
        _scene.Session.Dispose();
        string[] collect = ["exec", Path.Combine(AppContext.BaseDirectory, "Swarm.Engine.Tests.Driver.dll"), "collect", _scene.OperatorRoot, prepared.RunId, output, _scene.TrustedRoot];
        var (killed, delay) = (0, 250);
        for (var done = false; !done; delay += 40)
        {
            var start = new ProcessStartInfo(Scene.Host, collect) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
            start.Environment["SWARM_HOME"] = _scene.Runner["operator/home"];
            using var process = Process.Start(start)!;
            done = process.WaitForExit(delay);
            if (done)
            {
                var text = process.StandardError.ReadToEnd();
                Assert.True(process.ExitCode == 0, text);
            }
            else
            {
                process.Kill();
                process.WaitForExit();
                killed++;
            }
        }

        _scene.Reopen();
        Assert.True(killed > 3, $"{killed}");
        Assert.Equal("succeeded", _scene.Collect(prepared, output).Record.Status);
        Assert.Single(_scene.Session.Nodes.List());
        Assert.Single(_scene.Session.Nodes.ListHeads());
        Assert.True(_scene.Verify("base").IsValid, _scene.Verify("base").Reason);
        Assert.Equal(string.Empty, string.Join("\n", _scene.Session.Maintenance.Check(null, RemoteScene.Cancellation).Problems));
    }

    private static CollectRequest Waive(CollectRequest request) => request with { WaiveAttestation = true };

    /// <summary>The artifacts with a certificate that was changed, and a result that names it.</summary>
    private string Change(string folder, Action<JsonNode> certificate, Action<JsonNode>? result = null)
    {
        var copy = _scene.Swap(folder, "certificate.json", folder);
        var changed = Write("certificate.json", certificate);
        Write("result.json", node =>
        {
            node["artifact_hash"] = "sha256:" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(changed));
            result?.Invoke(node);
        });
        return copy;

        byte[] Write(string name, Action<JsonNode> change)
        {
            var node = JsonNode.Parse(File.ReadAllText(Path.Combine(copy, name)))!;
            change(node);
            var bytes = Encoding.UTF8.GetBytes(node.ToJsonString());
            File.WriteAllBytes(Path.Combine(copy, name), bytes);
            return bytes;
        }
    }

    private Dictionary<string, DateTime> Snapshot() => Directory.EnumerateFiles(Path.Combine(_scene.OperatorRoot, ".swarm"), "*", SearchOption.AllDirectories)
        .Where(file => !file.Contains("/locks/", StringComparison.Ordinal)).ToDictionary(file => file, File.GetLastWriteTimeUtc);
}
