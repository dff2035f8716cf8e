using Swarm.Networking.Routing;

namespace Swarm.Networking.Tests;

public sealed class DestinationTests
{
    [Theory]
    [InlineData("example.org", 443, "example.org:443")]
    [InlineData("192.0.2.1", 80, "192.0.2.1:80")]
    [InlineData("2001:db8::1", 8080, "[2001:db8::1]:8080")]
    public void Prints_as_an_authority(string host, int port, string expected) =>
        Assert.Equal(expected, new Destination(host, port).ToString());
}
