using System.Net;
using System.Net.Sockets;
using Swarm.Core.Errors;
using Swarm.Networking.Addresses;
using Swarm.Networking.Dialing;
using Swarm.Networking.Hosts;
using Swarm.Networking.Rules;

namespace Swarm.Networking.Routing;

/// <summary>
/// Dials itself, what all of its rules allow. A name is resolved once; if any of its addresses is denied, nothing is dialled;
/// else exactly those that were checked are. Proxies that the system names are not asked.
/// </summary>
public sealed class DirectRoute : IRoute
{
    private static readonly TimeSpan LocalNetworksAge = TimeSpan.FromSeconds(5);

    private const int MostProbed = 8;

    private readonly EgressFilter[] _filters;
    private readonly List<string> _named;
    private readonly DirectRouteOptions _options;
    private readonly IHostResolver _resolver;
    private Tuple<LocalNetworks, long>? _local;

    /// <summary>Takes rules, all of which must allow.</summary>
    /// <param name="rules">At least one.</param>
    /// <param name="options">What it uses beside; null for the usual.</param>
    /// <exception cref="SwarmException">A rule is malformed (<c>POLICY_INVALID</c>).</exception>
    /// <exception cref="ArgumentException">There are no rules.</exception>
    public DirectRoute(IReadOnlyList<EgressRules> rules, DirectRouteOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(rules);
        ArgumentOutOfRangeException.ThrowIfZero(rules.Count);
        _filters = [.. rules.Select(rule => new EgressFilter(rule))];
        _named = [.. rules.SelectMany(rule => rule.Hosts ?? []).Where(host => !host.StartsWith('*')).Distinct(StringComparer.Ordinal)];
        _options = options ?? new DirectRouteOptions();
        _resolver = _options.Resolver ?? SystemResolver.Instance;
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Nothing stands between this route and the network but the resolver: where rules name hosts and none of them has an address, the route leads nowhere.
    /// </remarks>
    public async Task ProbeAsync(CancellationToken cancellationToken)
    {
        var names = _named.Take(MostProbed).ToList();
        var found = await Task.WhenAll(names.Select(name => ResolveAsync(name, cancellationToken)));
        if (names.Count > 0 && found.All(addresses => addresses is null))
        {
            throw new SwarmException(
                ErrorCode.RouteUnavailable, $"None of the allowed hosts has an address ({string.Join(", ", names)}): check this machine's name resolution, and the names.");
        }
    }

    /// <inheritdoc/>
    public async ValueTask<RouteAnswer> OpenAsync(Destination destination, CancellationToken cancellationToken)
    {
        if (destination.Host is null || !HostName.TryRead(destination.Host, out var name, out var literal))
        {
            return Denied(EgressVerdicts.Malformed);
        }

        var local = ReadLocalNetworks();
        if (literal is not null)
        {
            return (JudgeSelf(literal, destination.Port, local) ?? JudgeAll(filter => filter.JudgeLiteral(literal, destination.Port, local))) is { } rule
                ? Denied(rule, literal)
                : await ConnectAsync([literal], destination.Port, cancellationToken);
        }

        if (JudgeAll(filter => filter.Judge(name, destination.Port)) is { } early)
        {
            return Denied(early);
        }

        if (await ResolveAsync(name, cancellationToken) is not { } addresses)
        {
            return Failed(EgressVerdicts.Unresolved);
        }

        foreach (var address in addresses)
        {
            if ((JudgeSelf(address, destination.Port, local) ?? JudgeAll(filter => filter.JudgeResolved(address, local))) is { } rule)
            {
                return Denied(rule, address);
            }
        }

        return await ConnectAsync(addresses, destination.Port, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static RouteAnswer Denied(string rule, IPAddress? address = null) => new(RouteVerdict.Denied, rule, address, null);

    private static RouteAnswer Failed(string rule, IPAddress? address = null) => new(RouteVerdict.Failed, rule, address, null);

    private string? JudgeAll(Func<EgressFilter, string?> judge)
    {
        foreach (var filter in _filters)
        {
            if (judge(filter) is { } rule)
            {
                return rule;
            }
        }

        return null;
    }

    private async Task<IReadOnlyList<IPAddress>?> ResolveAsync(string name, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(_options.ResolveTimeout);
        try
        {
            // The system's resolver cannot always be interrupted: it is left behind.
            var found = await _resolver.ResolveAsync(name, timeout.Token).AsTask().WaitAsync(timeout.Token);
            return found.Count == 0 || found.Count > _options.MostAddresses ? null : [.. found.Distinct()];
        }
        catch (Exception exception) when (exception is SocketException or ArgumentException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }

    private async Task<RouteAnswer> ConnectAsync(IReadOnlyList<IPAddress> addresses, int port, CancellationToken cancellationToken)
    {
        // An IPv4 address in IPv6 clothes was judged as both: it is dialled as what it is.
        var targets = addresses.Select(Unmapped).ToList();
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(_options.ConnectTimeout);
        try
        {
            return await Dialer.ConnectAsync(targets, port, timeout.Token) is { } dialled
                ? new RouteAnswer(RouteVerdict.Allowed, EgressVerdicts.Allowed, dialled.Address, new SocketConnection(dialled.Socket))
                : Failed(EgressVerdicts.Unreachable, targets[0]);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Failed(EgressVerdicts.TimedOut, targets[0]);
        }
    }

    private static IPAddress Unmapped(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private string? JudgeSelf(IPAddress address, int port, LocalNetworks local)
    {
        var target = Unmapped(address);
        foreach (var listener in _options.OwnListeners())
        {
            if (listener.Port == port && (target.Equals(listener.Address) || IPAddress.IsLoopback(target) || local.IsOwn(target)
                || target.Equals(IPAddress.Any) || target.Equals(IPAddress.IPv6Any)))
            {
                return EgressVerdicts.Self;
            }
        }

        return null;
    }

    private LocalNetworks ReadLocalNetworks()
    {
        if (_options.LocalNetworks is { } given)
        {
            return given;
        }

        var (now, kept) = (Environment.TickCount64, Volatile.Read(ref _local));
        if (kept is null || now - kept.Item2 > LocalNetworksAge.TotalMilliseconds)
        {
            kept = Tuple.Create(LocalNetworks.Read(), now);
            Volatile.Write(ref _local, kept);
        }

        return kept.Item1;
    }
}
