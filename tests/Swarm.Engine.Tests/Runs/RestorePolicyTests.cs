using Swarm.Core.Contracts;
using Swarm.Core.Errors;
using Swarm.Core.Json;
using Swarm.Engine.Runs;
using Swarm.Engine.Tests.Support;
using Swarm.Storage.Nodes;

namespace Swarm.Engine.Tests.Runs;

/// <summary>A parent that cannot be restored ends the run, unless a cold start is allowed; and then the certificate says so.</summary>
public sealed class RestorePolicyTests : IDisposable
{
    private readonly Scene _scene = new();

    public void Dispose() => _scene.Dispose();

    public static TheoryData<string> Damages => ["cut", "flip", "remove", "empty"];

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task A_damaged_parent_ends_the_run(string damage)
    {
        Scene.NeedUnix();
        var parent = await MakeAsync(damage);
        var refused = await _scene.RefusedAsync(new RunRequest { Node = new("base"), Step = Scene.Shell("true") }, ErrorCode.RestoreFailed);
        Assert.Equal(5, refused.ExitCode);
        Assert.Contains(parent, refused.Message, StringComparison.Ordinal);
        Assert.Single(_scene.Session.Nodes.List());
        _scene.AssertNothingLeft();
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task A_cold_start_that_is_allowed_starts_empty_and_is_certified_as_one(string damage)
    {
        Scene.NeedUnix();
        var parent = await MakeAsync(damage);
        var warnings = new List<string>();
        var run = await _scene.RunAsync(new RunRequest
        {
            Node = new("base"),
            RestorePolicy = RestorePolicies.AllowColdStart,
            Step = Scene.Shell("ls -A; test -f $SWARM_STATE && wc -c < $SWARM_STATE; echo fresh > g"),
            Warning = warnings.Add,
        });
        Assert.Equal(RunStatus.Succeeded, run.Record.Status);
        Assert.Equal("0", (await _scene.LogAsync(run.Record.RunId)).Trim());
        Assert.Equal(CertificateRestore.ColdStart, run.RestoreMode);
        Assert.Contains(parent, Assert.Single(warnings), StringComparison.Ordinal);
        var certificate = StrictJson.Parse(File.ReadAllBytes(run.CertificatePath!), ContractJson.Default.Certificate, "certificate");
        Assert.Equal(CertificateRestore.ColdStart, certificate.Restore!.Mode);
        Assert.False(string.IsNullOrEmpty(certificate.Restore.Reason));
        Assert.Equal(parent, certificate.Node!.ParentNodeId);
        Assert.Equal(1, run.RatchetStep);
        Assert.Equal(["g"], Directory.GetFileSystemEntries(_scene.Export(run.Record.NodeId!)).Select(path => Path.GetFileName(path)!));
        var verdict = _scene.Session.Trust.VerifyNode(new(run.Record.NodeId!), new() { Recurse = true }, Scene.Cancellation);
        Assert.True(verdict.IsValid, verdict.Reason);
        _scene.AssertNothingLeft();
    }

    [Fact]
    public async Task A_cold_start_that_is_allowed_but_not_needed_is_none()
    {
        Scene.NeedUnix();
        await _scene.LaunchAsync("echo x > f", "base");
        var run = await _scene.RunAsync(new RunRequest { Node = new("base"), RestorePolicy = RestorePolicies.AllowColdStart, Step = Scene.Shell("cat f") });
        Assert.Equal(CertificateRestore.Checkpoint, run.RestoreMode);
        Assert.Equal("x\n", await _scene.LogAsync(run.Record.RunId));
    }

    [Theory]
    [InlineData(RestorePolicies.FailClosed)]
    [InlineData(RestorePolicies.AllowColdStart)]
    public async Task Without_the_parents_capability_nothing_can_follow(string policy)
    {
        Scene.NeedUnix();
        var parent = (await _scene.LaunchAsync("true", "base")).Record.NodeId!;
        var request = new RunRequest { Node = new("base"), RestorePolicy = policy, Step = Scene.Shell("true") };
        var file = _scene.Layout.NodeFile(parent, NodeFiles.NextTokens);
        var tokens = File.ReadAllText(file);
        File.Delete(file);
        await _scene.RefusedAsync(request, ErrorCode.CapabilityInvalid);
        foreach (var damaged in new[] { string.Empty, "{}", tokens[..200], tokens.Replace("BEGIN AGE", "BEGIN ACE", StringComparison.Ordinal) })
        {
            File.WriteAllText(file, damaged);
            var exception = await Assert.ThrowsAsync<SwarmException>(() => _scene.RunAsync(request));
            Assert.DoesNotContain('\n', exception.Message);
        }

        Assert.Single(_scene.Session.Nodes.List());
        _scene.AssertNothingLeft();
        File.WriteAllText(file, tokens);
        Assert.Equal(RunStatus.Succeeded, (await _scene.RunAsync(request)).Record.Status);
    }

    private async Task<string> MakeAsync(string damage)
    {
        var parent = (await _scene.LaunchAsync("head -c 50000 /dev/urandom > f", "base")).Record.NodeId!;
        _scene.Reopen();
        var pack = Assert.Single(Directory.GetFiles(_scene.Layout.Packs));
        var bytes = File.ReadAllBytes(pack);
        switch (damage)
        {
            case "cut":
                File.WriteAllBytes(pack, bytes[..(bytes.Length / 2)]);
                break;
            case "flip":
                bytes[bytes.Length / 3] ^= 1;
                File.WriteAllBytes(pack, bytes);
                break;
            case "remove":
                File.Delete(pack);
                break;
            default:
                File.WriteAllBytes(pack, []);
                break;
        }

        return parent;
    }
}
