using System.Net;
using System.Net.Sockets;
using CsCheck;
using Swarm.Networking.Rules;
using Swarm.Networking.Tests.Support;

namespace Swarm.Networking.Tests.Rules;

/// <summary>What holds of every address.</summary>
public sealed class AddressProperties
{
    private static readonly Gen<IPAddress> Version4 = Gen.OneOf(
        Gen.Byte.Array[4],
        Gen.Select(Gen.OneOf<byte>(0, 10, 100, 127, 169, 172, 192, 198, 203, 224, 240, 255), Gen.Byte.Array[3]).Select((first, rest) => (byte[])[first, .. rest]))
        .Select(bytes => new IPAddress(bytes));

    private static readonly Gen<IPAddress> Version6 = Gen.OneOf(
        Gen.Byte.Array[16],
        Gen.Byte.Array[14].Select(rest => (byte[])[0x20, 0x01, .. rest]),
        Gen.Byte.Array[15].Select(rest => (byte[])[0x26, .. rest])).Select(bytes => new IPAddress(bytes));

    private static readonly Gen<IPAddress> Address = Gen.OneOf(Version4, Version6);

    [Fact]
    public void A_public_address_is_allowed_by_the_range_of_each_of_its_prefixes_and_by_none_that_differs() => Gen.Select(Address, Gen.Int[1, 128], Gen.Int[0, 127]).Sample(
        (address, prefix, flipped) =>
        {
            var bits = address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
            (prefix, flipped) = (((prefix - 1) % bits) + 1, flipped % bits);
            var other = Flip(address, flipped % prefix);
            if (Judge(address) == "allowed")
            {
                Assert.Equal("allowed", Judge(address, $"{Truncate(address, prefix)}/{prefix}"));
                Assert.Equal("range", Judge(address, $"{Truncate(other, prefix)}/{prefix}"));
            }
        },
        iter: 2000);

    [Fact]
    public void No_spelling_of_an_address_in_version_6_reaches_more_than_the_address_does() => Version4.Sample(
        address =>
        {
            var bytes = address.GetAddressBytes();
            byte[][] spellings =
            [
                [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, .. bytes],
                [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, .. bytes],
                [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0, .. bytes],
                [0x20, 0x02, .. bytes, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
            ];
            foreach (var spelling in spellings)
            {
                // Each needs a range of its own block first, and then what it stands for is judged besides.
                var mapped = new IPAddress(spelling);
                Assert.NotEqual("allowed", Judge(mapped));
                if (Judge(address) != "allowed")
                {
                    Assert.NotEqual("allowed", Judge(mapped, "::/0"));
                    Assert.NotEqual("allowed", Judge(mapped, $"{Truncate(mapped, 16)}/16"));
                }
            }
        },
        iter: 1000);

    private static string Judge(IPAddress address, params string[] ranges) =>
        Judging.JudgeAsync(
            "named.example", 443, Judging.Resolving(address.ToString()), new EgressRules { Hosts = ["named.example"], Ranges = ranges.Length == 0 ? null : ranges })
            .GetAwaiter().GetResult();

    private static IPAddress Flip(IPAddress address, int bit)
    {
        var bytes = address.GetAddressBytes();
        bytes[bit / 8] ^= (byte)(0x80 >> (bit % 8));
        return new IPAddress(bytes);
    }

    private static IPAddress Truncate(IPAddress address, int prefix)
    {
        var bytes = address.GetAddressBytes();
        for (var bit = prefix; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        }

        return new IPAddress(bytes);
    }
}
