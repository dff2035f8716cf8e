BeforeAll {
    . (Join-Path $PSScriptRoot Scene.ps1)
    Enter-Scene
    New-SwarmKey | Out-Null
    $broker = Start-SwarmBroker -Port 0
}
AfterAll {
    Get-SwarmProvider | Stop-SwarmProvider -Grace 1 | Out-Null
    Get-SwarmBroker | Stop-SwarmBroker -Grace 1 | Out-Null
    Exit-Scene
}

Describe 'Start-SwarmProvider' {
    It 'starts nothing with -WhatIf' { Start-SwarmProvider -WhatIf | Should -BeNullOrEmpty }

    It 'joins the user''s own broker' {
        $provider = Start-SwarmProvider home
        $provider.Session | Should -Be home
        $provider.Broker | Should -Be $broker.Address
        $provider.IsConnected | Should -BeTrue
        Wait-Until { (Get-SwarmBroker).Providers -eq 1 } -Seconds 15
    }

    It 'refuses a broker with another key' {
        Start-SwarmProvider other -Broker $broker.Address -Pin "sha256:$('0' * 64)" -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'SwarmRoutePinMismatch,*'
    }

    It 'is refused by a broker that does not trust its key' {
        $env:SWARM_PROFILE = 'stranger'
        try {
            New-SwarmKey | Out-Null
            Start-SwarmProvider other -Broker $broker.Address -Pin $broker.Pin -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            $failure[0].FullyQualifiedErrorId | Should -BeLike 'SwarmRouteKeyRefused,*'
        }
        finally {
            $env:SWARM_PROFILE = $null
        }
    }
}
