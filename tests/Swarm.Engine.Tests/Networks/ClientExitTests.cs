using System.Text;
using Swarm.Core.Contracts;
using Swarm.Core.Digests;
using Swarm.Core.Errors;
using Swarm.Engine.Networking;
using Swarm.Engine.Runs;
using Swarm.Engine.Tests.Policies;
using Swarm.Engine.Tests.Support;

namespace Swarm.Engine.Tests.Networks;

/// <summary>Runs that leave through the operator's machine, over a broker and a provider of the operator's own.</summary>
public sealed class ClientExitTests : IAsyncLifetime
{
    private const string Local = "\"route_mode\":\"client_exit\",\"allowed_hosts\":[\"localhost\"],\"allowed_ranges\":[\"127.0.0.0/8\",\"::1/128\"]";

    private readonly Scene _scene = new();
    private readonly List<(CancellationTokenSource Stop, Task Task)> _services = [];

    public ValueTask InitializeAsync()
    {
        _ = _scene.Session;
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (stop, task) in Enumerable.Reverse(_services))
        {
            await stop.CancelAsync();
            await task;
            stop.Dispose();
        }

        _scene.Dispose();
    }

    [Fact]
    public async Task A_run_leaves_through_the_provider_and_its_certificate_says_so()
    {
        Scene.NeedUnix("curl");
        await using var origin = new LoopbackOrigin();
        await StartBrokerAsync();
        await StartProviderAsync();
        var run = await _scene.RunAsync(PolicyScene.Request(_scene.WritePolicy(Local), $"curl -sS {origin.Address} > $SWARM_OUTPUT; curl -sS -f http://denied.example/; true"));
        Assert.Equal(("succeeded", "the origin"), (run.Record.Status, run.Response));
        Assert.Equal(1, origin.Connections);
        var network = PolicyScene.Certificate(run).Network!;
        Assert.Equal((RouteModes.ClientExit, "passed"), (network.RouteMode, network.Preflight));
        Assert.Equal(["allowed", "denied"], _scene.Session.Runs.ReadReceipts(run.Record.RunId).Select(receipt => receipt.Verdict).Order(StringComparer.Ordinal));
        for (var waited = 0; !File.ReadAllText(Path.Combine(_scene.Folder, "provider.jsonl")).Contains("\"verdict\":\"allowed\"", StringComparison.Ordinal); waited++)
        {
            Assert.True(waited < 100, "The provider wrote no receipt.");
            await Task.Delay(100, Scene.Cancellation);
        }

        // Resuming takes the worker's key from the node's own capability.
        var next = await _scene.ResumeAsync(run.Record.NodeId!, $"curl -sS {origin.Address} > $SWARM_OUTPUT");
        Assert.Equal("the origin", next.Response);
        _scene.AssertSound();
    }

    [Fact]
    public async Task A_ticket_that_was_issued_before_lends_the_run_its_id()
    {
        Scene.NeedUnix("curl");
        await using var origin = new LoopbackOrigin();
        await StartBrokerAsync();
        await StartProviderAsync();
        var issued = TicketService.Issue(_scene.Options(), new TicketRequest { File = "ticket", Hosts = ["localhost"], Ranges = ["127.0.0.0/8"] });
        var request = new RunRequest { RouteMode = RouteModes.ClientExit, Ticket = issued.Path, Step = Scene.Shell($"curl -sS {origin.Address} > $SWARM_OUTPUT") };
        var run = await _scene.RunAsync(request);
        Assert.Equal((issued.Ticket.Claims.RunId, "the origin"), (run.Record.RunId, run.Response));
        Assert.ThrowsAny<Exception>(() => TicketService.Issue(_scene.Options(), new TicketRequest { File = "ticket" }));
        await _scene.RefusedAsync(request with { RouteMode = RouteModes.Direct }, ErrorCode.SpecInvalid);

        TicketService.Revoke(_scene.Options(), issued.Path);
        var other = TicketService.Issue(_scene.Options(), new TicketRequest { File = "other" });
        TicketService.Revoke(_scene.Options(), other.Ticket.Claims.Jti);
        await _scene.RefusedAsync(request with { Ticket = other.Path }, ErrorCode.RouteTicketRevoked);
    }

    [Fact]
    public async Task Without_broker_provider_or_their_trust_there_is_no_run_and_nothing_is_left()
    {
        Scene.NeedUnix();
        await using var origin = new LoopbackOrigin();
        var request = new RunRequest { RouteMode = RouteModes.ClientExit, Step = Scene.Shell($"curl -sS -m 5 {origin.Address}") };
        Assert.Equal(2, (await _scene.RefusedAsync(request, ErrorCode.SpecInvalid)).ExitCode);
        var absent = await _scene.RefusedAsync(request with { Broker = "127.0.0.1:9", BrokerPin = Digest.Compute("no broker"u8).ToString() }, ErrorCode.RouteUnavailable);
        Assert.Equal(6, absent.ExitCode);

        var broker = await StartBrokerAsync();
        Assert.Equal(6, (await _scene.RefusedAsync(request, ErrorCode.RouteUnavailable)).ExitCode);
        await _scene.RefusedAsync(request with { Broker = broker.Address, BrokerPin = Digest.Compute("another"u8).ToString() }, ErrorCode.RoutePinMismatch);
        Assert.Empty(_scene.Session.Nodes.List());
        Assert.Equal(0, origin.Connections);
        _scene.AssertSound();
    }

    [Fact]
    public async Task A_route_that_goes_while_the_step_runs_ends_the_step_and_makes_no_node()
    {
        Scene.NeedUnix("curl");
        await using var origin = new LoopbackOrigin();
        await StartBrokerAsync();
        await StartProviderAsync();
        var going = _scene.RunAsync(PolicyScene.Request(
            _scene.WritePolicy(Local), $"curl -sS {origin.Address} && echo up; while :; do curl -sS -m 20 {origin.Address}; sleep 0.2; done"));
        for (var waited = 0; origin.Connections == 0 && !going.IsCompleted; waited++)
        {
            Assert.True(waited < 300, "The step never got out.");
            await Task.Delay(100, Scene.Cancellation);
        }

        foreach (var (stop, task) in Enumerable.Reverse(_services))
        {
            await stop.CancelAsync();
            await task;
        }

        var gone = await Assert.ThrowsAsync<SwarmException>(() => going);
        Scene.AssertClear(gone, ErrorCode.RouteUnavailable);
        Assert.Equal(6, gone.ExitCode);
        Assert.Empty(_scene.Session.Nodes.List());
        Assert.Equal(RunStatus.Failed, Assert.Single(_scene.Session.Runs.List()).Record.Status);
        _scene.AssertSound();
    }

    [Fact]
    public async Task A_service_whose_folder_is_gone_ends_because_nobody_finds_it_any_more()
    {
        Scene.NeedUnix();
        await StartBrokerAsync();
        Assert.NotNull(NetworkServices.Find(_scene.Options(), NetworkServiceKind.Broker, BrokerRequest.DefaultName));
        // Moved at once: the service writes into it all the time.
        Directory.Move(Path.Combine(_scene.Home, "network"), Path.Combine(_scene.Home, "elsewhere"));
        await _services[0].Task.WaitAsync(TimeSpan.FromSeconds(30), Scene.Cancellation);
    }

    [Fact]
    public async Task No_secret_of_the_route_is_in_the_store_the_log_or_the_certificate()
    {
        Scene.NeedUnix();
        await StartBrokerAsync();
        await StartProviderAsync();
        var issued = TicketService.Issue(_scene.Options(), new TicketRequest { File = "ticket" });
        var (key, ticket) = (File.ReadAllText(issued.WorkerKeyPath!).Trim().Split(':')[^1], File.ReadAllText(issued.Path).Trim());
        await _scene.RunAsync(new RunRequest { RouteMode = RouteModes.ClientExit, Ticket = issued.Path, Step = Scene.Shell("env; cat /proc/self/environ") });
        var files = Directory.EnumerateFiles(_scene.Root, "*", SearchOption.AllDirectories).Select(file => Encoding.Latin1.GetString(File.ReadAllBytes(file))).ToList();
        Assert.All([key, ticket, ticket.Split('.')[^1]], secret => Assert.DoesNotContain(files, file => file.Contains(secret, StringComparison.Ordinal)));
        Assert.DoesNotContain(ticket.Split('.')[^1], issued.Ticket.ToString(), StringComparison.Ordinal);
    }

    private async Task<NetworkService> StartBrokerAsync() =>
        await StartAsync((listening, token) => BrokerService.RunAsync(_scene.Options(), new BrokerRequest { Port = 0, Grace = TimeSpan.Zero }, listening, token));

    private async Task StartProviderAsync() => await StartAsync((connected, token) => ProviderService.RunAsync(
        _scene.Options(),
        new ProviderRequest { PolicyFile = _scene.WritePolicy("\"allowed_hosts\":[\"localhost\"],\"allowed_ranges\":[\"127.0.0.0/8\",\"::1/128\"]", "provider.json"), ReceiptFile = Path.Combine(_scene.Folder, "provider.jsonl"), Grace = TimeSpan.Zero },
        connected,
        token));

    private async Task<NetworkService> StartAsync(Func<Action<NetworkService>, CancellationToken, Task> run)
    {
        var (stop, started) = (new CancellationTokenSource(), new TaskCompletionSource<NetworkService>(TaskCreationOptions.RunContinuationsAsynchronously));
        var task = Task.Run(() => run(started.SetResult, stop.Token));
        _services.Add((stop, task));
        await Task.WhenAny(started.Task, task).WaitAsync(TimeSpan.FromSeconds(30), Scene.Cancellation);
        if (task.IsCompleted)
        {
            await task;
        }

        return await started.Task;
    }
}
