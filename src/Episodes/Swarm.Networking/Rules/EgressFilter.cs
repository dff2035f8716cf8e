using System.Globalization;
using System.Net;
using Swarm.Core.Errors;
using Swarm.Networking.Addresses;
using Swarm.Networking.Hosts;

namespace Swarm.Networking.Rules;

/// <summary>Rules in a form that judges quickly. Each judgement is the name of the rule that denies, or null.</summary>
internal sealed class EgressFilter
{
    private const int MostPort = 65535;

    private readonly HostPatterns? _hosts;
    private readonly HashSet<int>? _ports;
    private readonly AddressRange[]? _ranges;

    /// <summary>Takes rules.</summary>
    /// <exception cref="SwarmException">An entry is malformed (<c>POLICY_INVALID</c>): a rule that is not understood is not ignored.</exception>
    public EgressFilter(EgressRules rules)
    {
        _hosts = rules.Hosts is null ? null : ReadHosts(rules.Hosts);
        _ports = rules.Ports is null ? null : ReadPorts(rules.Ports);
        _ranges = rules.Ranges is null ? null : [.. rules.Ranges.Select(ReadRange)];
    }

    /// <summary>Judges what is known before a name is resolved.</summary>
    public string? Judge(string name, int port) => JudgePort(port) ?? (_hosts is null || _hosts.Match(name) ? null : EgressVerdicts.Host);

    /// <summary>Judges an address that a name, which is allowed, resolved to.</summary>
    public string? JudgeResolved(IPAddress address, LocalNetworks local) => JudgeAddress(address, local, isNamed: _hosts is not null, needsRange: _ranges is not null);

    /// <summary>Judges a destination that is an address: a range that is there names it, where a list of hosts cannot.</summary>
    public string? JudgeLiteral(IPAddress address, int port, LocalNetworks local) =>
        JudgePort(port)
        ?? (_hosts is not null && _ranges is null && AddressClassifier.Find(address, local) is null ? EgressVerdicts.Host : null)
        ?? JudgeAddress(address, local, isNamed: true, needsRange: _ranges is not null || _hosts is not null);

    /// <summary>Judges a port.</summary>
    public string? JudgePort(int port) => port is < 1 or > MostPort || _ports?.Contains(port) == false ? EgressVerdicts.Port : null;

    private string? JudgeAddress(IPAddress address, LocalNetworks local, bool isNamed, bool needsRange)
    {
        if (AddressClassifier.Find(address, local) is { } block)
        {
            return !isNamed || !IsOpened(block, address) ? block.Class : JudgeEmbedded(address, block, local);
        }

        return !needsRange || _ranges?.Any(range => range.Contains(address)) == true ? null : EgressVerdicts.Range;
    }

    // To open a form that holds an address is not to open what it may hold.
    private string? JudgeEmbedded(IPAddress address, AddressBlock block, LocalNetworks local) =>
        EmbeddedAddress.Find(address, block.Class) is { } held && AddressClassifier.Find(held, local) is { } inner && !IsOpened(inner, held)
            ? inner.Class
            : null;

    private bool IsOpened(AddressBlock block, IPAddress address) =>
        _ranges?.Any(range => block.Range.Contains(range) && range.Contains(address)) == true;

    private static HostPatterns ReadHosts(IReadOnlyList<string> hosts)
    {
        var patterns = new HostPatterns();
        foreach (var host in hosts)
        {
            if (!patterns.TryAdd(host))
            {
                throw Refuse("host", host, "write 'www.example.org', or '*.example.org' for every name below it; addresses belong in the ranges");
            }
        }

        return patterns;
    }

    private static HashSet<int> ReadPorts(IReadOnlyList<int> ports)
    {
        foreach (var port in ports)
        {
            if (port is < 1 or > MostPort)
            {
                throw Refuse("port", port.ToString(CultureInfo.InvariantCulture), $"give 1 to {MostPort}");
            }
        }

        return [.. ports];
    }

    private static AddressRange ReadRange(string text) =>
        AddressRange.TryParse(text, out var range)
            ? range.Value
            : throw Refuse("address range", text, "write it as '192.0.2.0/24' or '2001:db8::/32', with no bit set beyond the prefix");

    private static SwarmException Refuse(string kind, string text, string remedy) =>
        new(ErrorCode.PolicyInvalid, $"'{text}' is no {kind}: {remedy}.");
}
