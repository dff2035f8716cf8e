using Swarm.Cli.Tests.Support;

namespace Swarm.Cli.Tests;

public sealed class PolicyTests : IDisposable
{
    private readonly Scene _scene = Scene.WithShell();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public void A_program_that_the_policy_does_not_allow_is_refused_with_6_and_leaves_no_node()
    {
        var policy = _scene.Write("policy.json", """{"type":"swarm-policy-v1","allowed_programs":["true"]}""");
        var refused = _scene.Run("run", "launch", "--json", "--policy", policy, "--", "sh", "-c", "echo never").Expect(6);
        Assert.Equal("POLICY_DENIED", refused.Json.GetProperty("errors")[0].GetProperty("code").GetString());
        Assert.Null(refused.Text("node_id"));
        _scene.Run("run", "launch", "--policy", policy, "--", "true").Expect(0);
        _scene.Run("run", "resume", "--node", "main", "--", "sh", "-c", "echo never").Expect(6);
        Assert.Equal(1, _scene.Run("run", "list", "--json").Expect(0).Json.GetProperty("nodes").GetArrayLength());
    }

    [Fact]
    public void Retries_nonce_and_validity_are_options_of_a_run()
    {
        var run = _scene.Run("run", "launch", "--json", "--retries", "1", "--nonce", "n-1", "--valid-for", "5m", "--", "sh", "-c", "exit 4").Expect(7);
        var certificate = File.ReadAllText(new Uri(run.Text("certificate_ref")!).LocalPath);
        Assert.Contains("\"attempts\":2", certificate, StringComparison.Ordinal);
        Assert.Contains("\"nonce\":\"n-1\"", certificate, StringComparison.Ordinal);
        _scene.Run("run", "launch", "--retries", "101", "--", "true").Expect(2);
        _scene.Run("run", "launch", "--nonce", "", "--", "true").Expect(2);
    }

    [Fact]
    public void A_policy_is_written_once_and_tried()
    {
        var made = _scene.Run(
            "policy", "new", "p.json", "--json", "--name", "a try", "--allow-program", "true", "--allow-program", "sh", "--allow-host", "*.example.org",
            "--allow-port", "443", "--sandbox", "none", "--run-time", "5m", "--memory", "1GiB", "--require", "run_time").Expect(0);
        Assert.Equal(Path.Combine(_scene.Root, "p.json"), made.Text("path"));
        Assert.Matches("^sha256:[0-9a-f]{64}$", made.Text("policy_hash"));
        _scene.Run("policy", "new", "p.json").Expect(2);
        _scene.Run("policy", "new", "q.json", "--run-time", "1.5s").Expect(6);
        _scene.Run("policy", "new", "q.json", "--require", "memory").Expect(6);
        Assert.False(File.Exists(Path.Combine(_scene.Root, "q.json")));
        _scene.Run("schema", "validate", "p.json").Expect(0);

        var tried = _scene.Run("policy", "test", "--json", "--policy", "p.json").Expect(0);
        Assert.True(tried.Json.GetProperty("is_valid").GetBoolean());
        Assert.Equal(made.Text("policy_hash"), tried.Text("policy_hash"));
        Assert.Contains(tried.Json.GetProperty("unenforced").EnumerateArray(), rule => rule.GetString() == "hosts");
        _scene.Run("policy", "test", "--policy", "p.json", "--", "sh", "-c", "true").Expect(0);
        _scene.Run("policy", "test", "--policy", "p.json", "--", "cat").Expect(6);

        var run = _scene.Run("run", "launch", "--json", "--policy", "p.json", "--", "true").Expect(0);
        var certificate = new Uri(run.Text("certificate_ref")!).LocalPath;
        _scene.Run("policy", "test", "--policy", "p.json", "--certificate", certificate).Expect(0);
        _scene.Run("policy", "new", "other.json").Expect(0);
        _scene.Run("policy", "test", "--policy", "other.json", "--certificate", certificate).Expect(3);
        _scene.Write("root/bad.json", """{"type":"swarm-policy-v1","colour":"blue"}""");
        Assert.Contains("'colour'", _scene.Run("policy", "test", "--policy", "bad.json").Expect(6).Error, StringComparison.Ordinal);
    }
}
