BeforeAll {
    . (Join-Path $PSScriptRoot Scene.ps1)
    Enter-Scene
    New-SwarmKey | Out-Null
}
AfterAll {
    Get-SwarmBroker | Stop-SwarmBroker -Grace 1 | Out-Null
    Exit-Scene
}

Describe 'Start-SwarmBroker' {
    It 'starts nothing with -WhatIf' {
        Start-SwarmBroker -Port 0 -WhatIf | Should -BeNullOrEmpty
        Get-SwarmBroker | Should -BeNullOrEmpty
    }

    It 'starts one in a process of its own, which others find' {
        $broker = Start-SwarmBroker -Port 0
        $broker.Address | Should -Match '^127\.0\.0\.1:\d+$'
        $broker.Pin | Should -Match '^sha256:[0-9a-f]{64}$'
        $broker.ProcessId | Should -Not -Be $PID
        (Get-Process -Id $broker.ProcessId).HasExited | Should -BeFalse
        Invoke-OtherShell 'Import-Module $env:SWARM_TEST_MODULE; (Get-SwarmBroker).Address' | Should -Be $broker.Address
    }

    It 'does not start the same twice' {
        Start-SwarmBroker -Port 0 -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'SwarmSpecInvalid,*'
        $failure[0].Exception.Message | Should -BeLike "*'default' serves already*"
    }

    It 'says why it could not be started' {
        Start-SwarmBroker other -Address 192.0.2.1 -Port 0 -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'SwarmRouteUnavailable,*'
        $failure[0].CategoryInfo.Category | Should -Be PermissionDenied
    }

    It 'keeps its pin when it is started again' {
        $pin = (Get-SwarmBroker).Pin
        Stop-SwarmBroker -Grace 1 | Out-Null
        (Start-SwarmBroker -Port 0).Pin | Should -Be $pin
    }
}
