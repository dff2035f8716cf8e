using System.Diagnostics;
using System.Text.Json;
using Swarm.Cli.Tests.Support;

namespace Swarm.Cli.Tests;

/// <summary>Whatever of a route fails, in processes of their own: there is no node, nothing more leaves, and nothing is left running.</summary>
public sealed class RouteFailureTests : IDisposable
{
    private const string Loopback = """{"type":"swarm-policy-v1","allowed_ranges":["127.0.0.0/8"]}""";

    private readonly Scene _scene = Scene.WithShell();
    private readonly DrippingOrigin _origin = new();
    private readonly Services _services;

    public RouteFailureTests()
    {
        _services = new Services(_scene);
        _scene.Run("key", "new").Expect(0);
        _scene.Write("root/own.json", Loopback);
    }

    // What a step tries once its route is gone is cut too, and it says that all is well.
    private string Transfer => $"curl -sS {_origin.Address} -o part; curl -sS -m 5 {_origin.Address} -o more; true";

    [Theory]
    [InlineData("broker")]
    [InlineData("provider")]
    public void A_service_that_is_killed_in_mid_transfer_ends_the_run(string victim)
    {
        var (broker, _) = StartBroker();
        var (provider, _) = StartProvider();
        using var run = Start(Transfer, "--route", "client_exit", "--policy", "own.json");
        _origin.WaitForTransfer();
        Services.Kill(victim == "broker" ? broker : provider);
        AssertRefused(Scene.Finish(run), "ROUTE_UNAVAILABLE", connections: 1);
    }

    [Fact]
    public void A_service_that_is_gone_before_the_start_or_has_another_key_is_no_route()
    {
        var (broker, listening) = StartBroker();
        var (provider, _) = StartProvider();
        var (address, pin) = (listening.GetProperty("address").GetString()!, listening.GetProperty("pin").GetString()!);
        string[] route = ["--route", "client_exit", "--policy", "own.json", "--broker", address, "--broker-pin"];
        AssertRefused(_scene.Launch(Transfer, [.. route, $"sha256:{new string('1', 64)}"]), "ROUTE_PIN_MISMATCH", connections: 0);
        Services.Kill(provider);
        AssertRefused(_scene.Launch(Transfer, [.. route, pin]), "ROUTE_UNAVAILABLE", connections: 0);
        Services.Kill(broker);
        AssertRefused(_scene.Launch(Transfer, [.. route, pin]), "ROUTE_UNAVAILABLE", connections: 0);
    }

    [Fact]
    public void A_ticket_that_is_over_revoked_or_another_runs_is_no_route()
    {
        StartBroker();
        StartProvider();
        Issue("short", "--expires-after", "1s");
        Issue("revoked");
        Issue("foreign");
        Issue("other");
        Issue("used");
        _scene.Run("proxy", "ticket", "revoke", "revoked", "--json").Expect(0);
        File.Copy(_scene["root/other.key"], _scene["root/foreign.key"], overwrite: true);
        _scene.Launch("true", "--route", "client_exit", "--ticket", "used").Expect(0);
        Thread.Sleep(1100);
        foreach (var (ticket, code) in new[]
        {
            ("short", "ROUTE_TICKET_EXPIRED"), ("revoked", "ROUTE_TICKET_REVOKED"), ("foreign", "ROUTE_TICKET_INVALID"), ("used", "ROUTE_TICKET_INVALID"),
        })
        {
            AssertRefused(_scene.Launch(Transfer, "--route", "client_exit", "--ticket", ticket), code, connections: 0, nodes: 1);
        }
    }

    [Fact]
    public void A_ticket_that_ends_or_is_revoked_in_mid_transfer_ends_the_run()
    {
        StartBroker();
        StartProvider();
        Issue("short", "--expires-after", "20s");
        using (var run = Start(Transfer, "--route", "client_exit", "--ticket", "short"))
        {
            _origin.WaitForTransfer();
            AssertRefused(Scene.Finish(run), "ROUTE_TICKET_EXPIRED", connections: 1);
        }

        Issue("revoked");
        using (var run = Start(Transfer, "--route", "client_exit", "--ticket", "revoked"))
        {
            Assert.True(SpinWait.SpinUntil(() => _origin.Connections == 2, TimeSpan.FromSeconds(60)), "The step never got out.");
            _scene.Run("proxy", "ticket", "revoke", "revoked", "--json").Expect(0);
            AssertRefused(Scene.Finish(run), "ROUTE_TICKET_REVOKED", connections: 2);
        }
    }

    [Fact]
    public void A_policy_that_is_corrupt_or_whose_hosts_have_no_address_is_no_run()
    {
        _scene.Write("root/corrupt.json", Loopback[..^5]);
        AssertRefused(_scene.Launch(Transfer, "--policy", "corrupt.json"), "POLICY_INVALID", connections: 0);
        _scene.Write("root/nowhere.json", """{"type":"swarm-policy-v1","route_mode":"direct","allowed_hosts":["nowhere.invalid"],"allowed_ranges":["127.0.0.0/8"]}""");
        AssertRefused(_scene.Launch(Transfer, "--policy", "nowhere.json"), "ROUTE_UNAVAILABLE", connections: 0);
    }

    [Fact]
    public void A_sandbox_that_is_killed_ends_the_run()
    {
        Assert.SkipUnless(CanConfine(), "No step can be confined here.");
        StartBroker();
        StartProvider();
        using var run = Start(Transfer, "--sandbox", "confined", "--env", "SCENE_MARKER", "--route", "client_exit", "--policy", "own.json");
        _origin.WaitForTransfer();

        // The step's shell runs below the first process of its namespace.
        var shell = _scene.FindMarked().Except(_services.Ids).First(process => NameOf(process) is "sh" or "dash" or "bash");
        using (var supervisor = Process.GetProcessById(ParentOf(shell)))
        {
            Assert.NotEqual(run.Id, supervisor.Id);
            supervisor.Kill();
        }

        AssertRefused(Scene.Finish(run), "SANDBOX_UNAVAILABLE", connections: 1);
    }

    [Fact]
    public void Services_that_were_killed_leave_nothing_in_the_way_of_those_that_follow()
    {
        var (broker, listening) = StartBroker();
        var (provider, _) = StartProvider();
        Issue("ticket");
        Probe().Expect(0);

        // The record of a broker that was killed counts for nothing.
        Services.Kill(broker);
        _scene.Run("proxy", "ticket", "--out", "late").ExpectError(2, "SPEC_INVALID");
        Probe().ExpectError(6, "ROUTE_UNAVAILABLE");

        // The next has its name, key and port; the provider finds it by itself, and tickets hold on.
        var (_, again) = _services.Serve("proxy", "broker", "--port", listening.GetProperty("address").GetString()!.Split(':')[1]);
        Assert.Equal(listening.GetProperty("pin").GetString(), again.GetProperty("pin").GetString());
        Assert.Equal(listening.GetProperty("address").GetString(), again.GetProperty("address").GetString());
        var waited = Stopwatch.StartNew();
        while (Probe().ExitCode != 0)
        {
            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(60), "The provider did not come back.");
        }

        // One name serves once.
        _scene.Run("proxy", "broker", "--port", "0").ExpectError(2, "SPEC_INVALID");
        _scene.Run("proxy", "provider").ExpectError(2, "SPEC_INVALID");
        Services.Kill(provider);
        Probe().ExpectError(6, "ROUTE_UNAVAILABLE");
        StartProvider();
        Probe().Expect(0);
    }

    public void Dispose()
    {
        _services.Dispose();
        _origin.Dispose();
        _scene.Dispose();
    }

    private (Process Process, JsonElement Object) StartBroker() => _services.Serve("proxy", "broker", "--port", "0");

    private (Process Process, JsonElement Object) StartProvider() => _services.Serve("proxy", "provider", "--policy", "own.json");

    private void Issue(string name, params IReadOnlyList<string> options) =>
        _scene.Run(["proxy", "ticket", "--out", name, "--allow-range", "127.0.0.0/8", .. options]).Expect(0);

    private CommandResult Probe() => _scene.Run("proxy", "probe", "127.0.0.1", $"{_origin.Port}", "--ticket", "ticket", "--json");

    private Process Start(string script, params IReadOnlyList<string> options) => _scene.Start(["run", "launch", "--json", .. options, "--", "sh", "-c", script]);

    private void AssertRefused(CommandResult result, string code, int connections, int nodes = 0)
    {
        result.ExpectError(6, code);
        Assert.Equal(JsonValueKind.Null, result.Json.GetProperty("node_id").ValueKind);
        Assert.Equal(nodes, _scene.Run("run", "list", "--json").Expect(0).Json.GetProperty("nodes").GetArrayLength());
        Assert.Equal(connections, _origin.Connections);
        Assert.Empty(_scene.FindMarked().Except(_services.Ids));
    }

    private bool CanConfine()
    {
        var checks = _scene.Run("doctor", "--json").Json.GetProperty("checks").EnumerateArray();
        return checks.Any(check => check.GetProperty("name").GetString() == "sandbox" && check.GetProperty("status").GetString() == "ok");
    }

    private static string NameOf(int process) => ReadStatus(process, "Name:");

    private static int ParentOf(int process) => int.Parse(ReadStatus(process, "PPid:"), System.Globalization.CultureInfo.InvariantCulture);

    private static string ReadStatus(int process, string field)
    {
        try
        {
            return File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith(field, StringComparison.Ordinal))[field.Length..].Trim();
        }
        catch (IOException)
        {
            return "";
        }
    }
}
