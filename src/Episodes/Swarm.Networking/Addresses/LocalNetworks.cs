using System.Net;
using System.Net.NetworkInformation;
using Swarm.Core.Errors;

namespace Swarm.Networking.Addresses;

/// <summary>The addresses of a machine, and the networks that it reaches without a router.</summary>
public sealed class LocalNetworks
{
    private readonly HashSet<IPAddress> _own;
    private readonly AddressRange[] _onLink;

    /// <summary>Takes a machine's addresses.</summary>
    /// <param name="addresses">Each with the length of its network's prefix.</param>
    public LocalNetworks(IEnumerable<KeyValuePair<IPAddress, int>> addresses)
    {
        ArgumentNullException.ThrowIfNull(addresses);
        var all = addresses.Select(address => KeyValuePair.Create(WithoutZone(address.Key), address.Value)).ToList();
        _own = [.. all.Select(address => address.Key)];

        // A tunnel may claim everything: a default route makes nothing near.
        _onLink = [.. all.Where(address => address.Value > 0).Select(address => AddressRange.Of(address.Key, address.Value)).Distinct()];
    }

    /// <summary>Reads the addresses of this machine's interfaces.</summary>
    /// <exception cref="SwarmException">The system does not tell them (<c>POLICY_UNSUPPORTED</c>).</exception>
    public static LocalNetworks Read()
    {
        try
        {
            return new LocalNetworks(
                NetworkInterface.GetAllNetworkInterfaces()
                    .SelectMany(card => card.GetIPProperties().UnicastAddresses)
                    .Select(address => KeyValuePair.Create(address.Address, address.PrefixLength)));
        }
        catch (NetworkInformationException exception)
        {
            throw new SwarmException(ErrorCode.PolicyUnsupported, "This machine's own addresses cannot be read, so that nothing may be dialled; see that its interfaces can be listed.", exception);
        }
    }

    internal bool IsOwn(IPAddress address) => _own.Contains(address);

    internal AddressBlock? Find(IPAddress address)
    {
        if (_own.Contains(address))
        {
            return new AddressBlock("own_address", AddressRange.Of(address));
        }

        foreach (var range in _onLink)
        {
            if (range.Contains(address))
            {
                return new AddressBlock("on_link", range);
            }
        }

        return null;
    }

    private static IPAddress WithoutZone(IPAddress address) => new(address.GetAddressBytes());
}
