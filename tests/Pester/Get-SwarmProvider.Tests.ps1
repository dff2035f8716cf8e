BeforeAll {
    . (Join-Path $PSScriptRoot Scene.ps1)
    Enter-Scene
    New-SwarmKey | Out-Null
    Start-SwarmBroker -Port 0 | Out-Null
}
AfterAll {
    Get-SwarmProvider | Stop-SwarmProvider -Grace 1 | Out-Null
    Get-SwarmBroker | Stop-SwarmBroker -Grace 1 | Out-Null
    Exit-Scene
}

Describe 'Get-SwarmProvider' {
    It 'tells that it lost its broker, and found it again' {
        Start-SwarmProvider home | Out-Null
        (Get-SwarmProvider home).IsConnected | Should -BeTrue
        $port = (Get-SwarmBroker).Address.Split(':')[-1]
        Stop-SwarmBroker -Grace 1 | Out-Null
        Wait-Until { -not (Get-SwarmProvider home).IsConnected } -Seconds 15
        Wait-Until { (Get-SwarmProvider home).Problem } -Seconds 15
        Start-SwarmBroker -Port $port | Out-Null
        Wait-Until { (Get-SwarmProvider home).IsConnected } -Seconds 30
    }
}
