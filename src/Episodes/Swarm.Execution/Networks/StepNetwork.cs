using System.Net;
using System.Net.Sockets;
using Swarm.Core.Contracts;
using Swarm.Core.Errors;
using Swarm.Execution.Confinement;
using Swarm.Execution.Episodes;
using Swarm.Execution.Folders;
using Swarm.Execution.Policies;
using Swarm.Networking.Proxy;
using Swarm.Networking.Receipts;
using Swarm.Networking.Routing;
using Swarm.Networking.Rules;

namespace Swarm.Execution.Networks;

/// <summary>
/// The network of a run's step: the route, proven before the step begins, the proxy that leads to it, and the receipts. Every
/// attempt at the step has the same. Where the route is gone, so is the run: no step goes on under another network than was asked for.
/// </summary>
internal sealed class StepNetwork : IAsyncDisposable
{
    private static readonly TimeSpan ProbePatience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Drain = TimeSpan.FromSeconds(1);

    private readonly StepProtection _protection;
    private readonly CancellationTokenSource _gone = new();
    private readonly List<WorkerProxy> _proxies = [];
    private readonly IRoute? _route;
    private readonly ReceiptLog? _receipts;
    private Task _proof = Task.CompletedTask;
    private int _unproven;
    private SwarmException? _fault;

    private StepNetwork(StepProtection protection, EpisodeRequest request, string runId, RunFolder folder)
    {
        _protection = protection;
        if (!protection.HasProxy)
        {
            return;
        }

        var listener = protection.IsConfined ? null : Listen();
        try
        {
            _route = Open(protection, request, runId, listener);
            _receipts = new ReceiptLog(folder.Receipts);
            Variables = ProxyVariables.For(
                (listener?.LocalEndPoint as IPEndPoint)?.Port ?? StepConfinement.ProxyPort,
                protection.IsConfined && !OpensLoopback(protection.Rules, request.Exit?.Ticket.Claims.Rules));
            if (listener is not null)
            {
                Serve(listener);
            }
        }
        catch
        {
            listener?.Dispose();
            throw;
        }
    }

    // Where a policy opens loopback addresses, they are the machine's, and the proxy leads there.
    private static bool OpensLoopback(params IEnumerable<EgressRules?> all) => all.SelectMany(rules => rules?.Ranges ?? []).Any(range =>
        IPNetwork.TryParse(range, out var network)
        && (IPAddress.IsLoopback(network.BaseAddress) || network.Contains(IPAddress.Loopback) || network.Contains(IPAddress.IPv6Loopback)));

    /// <summary>Whether anything at all leads out of a confined step.</summary>
    public bool HasWayOut => _route is not null;

    /// <summary>The variables that name the proxy to programs.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; } = new Dictionary<string, string>();

    /// <summary>Opens the route of a run, and proves it.</summary>
    /// <exception cref="SwarmException">It is not to be had (<c>ROUTE_*</c>).</exception>
    public static async Task<StepNetwork> OpenAsync(
        StepProtection protection, EpisodeRequest request, string runId, RunFolder folder, CancellationToken cancellationToken)
    {
        var network = new StepNetwork(protection, request, runId, folder);
        try
        {
            if (network._route is { } route)
            {
                await route.ProbeAsync(cancellationToken);
            }

            return network;
        }
        catch
        {
            await network.DisposeAsync();
            throw;
        }
    }

    /// <summary>Serves what a step connects to.</summary>
    /// <param name="listener">The socket that the step reaches; it is this network's from now on.</param>
    public void Serve(Socket listener) => _proxies.Add(WorkerProxy.Start(listener, _route!, _receipts!));

    /// <summary>Runs a step, and ends it where its route is gone.</summary>
    /// <exception cref="SwarmException">The route is gone (<c>ROUTE_*</c>).</exception>
    public async Task<T> GuardAsync<T>(Func<CancellationToken, Task<T>> run, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _gone.Token);
        try
        {
            var result = await run(either.Token);
            await _proof;
            return _fault is null ? result : throw _fault;
        }
        catch (OperationCanceledException) when (_fault is not null && !cancellationToken.IsCancellationRequested)
        {
            throw _fault;
        }
    }

    /// <summary>Ends the proxies, and says what was observed.</summary>
    /// <param name="confinement">What confined the step; null for nothing.</param>
    /// <exception cref="SwarmException">The step was ended before it was confined (<c>SANDBOX_UNAVAILABLE</c>).</exception>
    public async Task<ObservedProtection> CompleteAsync(ConfinementReport? confinement)
    {
        await StopAsync();
        if (_protection.IsConfined && confinement is null)
        {
            throw new SwarmException(ErrorCode.SandboxUnavailable, "The step's time was over before its sandbox was ready, and it never started: give it more time.");
        }

        return new ObservedProtection(
            confinement is not null ? NetworkEnforcement.Namespace : _route is not null ? NetworkEnforcement.ProxyOnly : NetworkEnforcement.None,
            string.Equals(_protection.RouteMode, RouteModes.ClientExit, StringComparison.Ordinal) ? NetworkEnforcement.PreflightPassed : null,
            _receipts?.Complete(),
            confinement?.ToString() ?? SandboxModes.None);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _proof;
        if (_route is not null)
        {
            await _route.DisposeAsync();
        }

        _receipts?.Dispose();
        _gone.Dispose();
    }

    private static Socket Listen()
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(512);
        return listener;
    }

    private IRoute Open(StepProtection protection, EpisodeRequest request, string runId, Socket? listener) => protection.RouteMode switch
    {
        RouteModes.None => new ClosedRoute(),
        RouteModes.ClientExit when request.Exit is { } exit => new NarrowedRoute(
            new WatchedRoute(new RelayedRoute(new RelayedRouteOptions { Ticket = exit.Ticket, WorkerKey = exit.WorkerKey, RunId = runId }), Look), protection.Rules),
        RouteModes.ClientExit => throw new SwarmException(
            ErrorCode.RouteUnavailable, "The route leads through the operator's machine, and no broker is known: name one, or set 'broker' and 'broker_pin'."),
        _ => new DirectRoute([protection.Rules], Beside(listener)),
    };

    private static DirectRouteOptions Beside(Socket? listener)
    {
        IPEndPoint[] own = listener is null ? [] : [(IPEndPoint)listener.LocalEndPoint!];
        return new DirectRouteOptions { OwnListeners = () => own };
    }

    // Something failed; whether that is the destination's doing or the route's is for the route to prove.
    private void Look()
    {
        if (Interlocked.Increment(ref _unproven) == 1)
        {
            _proof = Task.Run(ProveAsync);
        }
    }

    private async Task ProveAsync()
    {
        using var patience = new CancellationTokenSource(ProbePatience);
        try
        {
            // What failed while it was being proven asks for another proof.
            for (var seen = 0; ;)
            {
                seen = Volatile.Read(ref _unproven);
                await _route!.ProbeAsync(patience.Token);
                if (Interlocked.CompareExchange(ref _unproven, 0, seen) == seen)
                {
                    return;
                }
            }
        }
        catch (SwarmException exception)
        {
            await GiveUpAsync(exception);
        }
        catch (OperationCanceledException)
        {
            await GiveUpAsync(new SwarmException(
                ErrorCode.RouteUnavailable, "The step's route does not answer any more. See that broker and provider run, then run the step again."));
        }
    }

    private async Task GiveUpAsync(SwarmException fault)
    {
        _fault = fault;
        await _gone.CancelAsync();
    }

    private async Task StopAsync()
    {
        await Task.WhenAll(_proxies.Select(proxy => proxy.StopAsync(Drain)));
        _proxies.Clear();
    }
}
