using System.Net;

namespace Swarm.Networking.Addresses;

/// <summary>Says what an address is, here.</summary>
internal static class AddressClassifier
{
    /// <summary>Finds the block that decides.</summary>
    /// <param name="address">The address.</param>
    /// <param name="local">The machine that would dial it.</param>
    /// <returns>Null for a public address.</returns>
    public static AddressBlock? Find(IPAddress address, LocalNetworks local)
    {
        var special = SpecialBlocks.Find(address);
        return special switch
        {
            // The machine's own services are as near as those on its loopback, whatever network the address is of.
            { Class: "loopback" } => special,
            not null => local.IsOwn(address) ? local.Find(address) : special,
            null => local.Find(address),
        };
    }
}
